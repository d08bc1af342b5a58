"""One JSON object a line; no names of files, no texts, no secrets."""

import json
import logging
from datetime import UTC, datetime

_FIELDS = ("request_id", "user_id", "organization_id", "action", "outcome", "audit_head")


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON with the fields an operator searches by."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
