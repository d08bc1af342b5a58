"""Names and sentences of the measuring data set. Everything is invented; addresses end in `.example`."""

AGENCIES = (
    ("Harbor and Locks Administration", "harbor-locks.example"),
    ("Field Laboratory Service", "field-laboratory.example"),
    ("Historic Sites Trust", "historic-sites.example"),
)
MAKERS = (
    ("Alderline Sensors", "alderline.example"),
    ("Bracken Point Controls", "brackenpoint.example"),
    ("Carrow Instruments", "carrow.example"),
    ("Dunmere Access", "dunmere.example"),
    ("Estuary Metering", "estuary.example"),
    ("Fallow Ridge Medical", "fallowridge.example"),
    ("Greyhaven Imaging", "greyhaven.example"),
    ("Hollin Water", "hollin.example"),
    ("Inverlock Safety", "inverlock.example"),
    ("Juniper Vale Lighting", "junipervale.example"),
    ("Kestrel Yard Drives", "kestrelyard.example"),
    ("Larch Island Radio", "larchisland.example"),
)
KINDS = (
    ("Network camera", "Tarn", "watches an area and records on events", "Camera"),
    ("Badge reader", "Sill", "opens doors for people with a badge", "Reader"),
    ("Water meter", "Weir", "counts and reports water use", "Meter"),
    ("Air quality sensor", "Moor", "reports temperature, moisture and particles", "Sensor"),
    ("Pump controller", "Sluice", "starts, stops and paces a pump", "Controller"),
)
SERIES = ("120", "240", "310", "450", "620", "730", "810", "905")
PURCHASES = ("Replacement", "Expansion", "First installation", "Renewal of the contract", "Option year", "Pilot")
PLACES = (
    "north lock",
    "visitor center",
    "laboratory wing",
    "records annex",
    "pump house",
    "east gate",
    "archive",
    "field station",
    "dispatch room",
    "car park",
)
OFFERORS = ("Millrace Integrators", "Cobalt Lane Supply", "Ferry Street Systems", "Upland Federal", "")
SYSTEMS = (
    ("Building watch", 2, 2, 1, True),
    ("Lock operation", 2, 3, 3, False),
    ("Visitor access", 2, 2, 2, True),
    ("Water and energy", 1, 2, 2, False),
    ("Laboratory network", 2, 2, 1, False),
    ("Environment monitoring", 1, 1, 1, False),
)
USE = {
    "benefit": "It replaces a device that can no longer be repaired; the operators of the site use it daily.",
    "data": "Readings and events of the site; personal data only where the system's privacy note says so.",
    "storage": "On the device and on a server of the agency.",
    "safety_privacy": "When it fails, people of the site do the work by hand until it is replaced.",
    "reliability": "An update takes less than ten minutes; the work goes on by hand.",
    "controls": "No allocated control becomes impossible.",
    "vulnerabilities": "None are open in the public lists for this version.",
    "musts": "Own network segment, central log-on for administrators, logs to the agency's collector.",
}
CLAIMS = (
    "Set in the factory and shown on the label and in the management page.",
    "Done by the firmware; the setting is in the management page under Security.",
    "The device refuses it and writes an event.",
    "Described in the administration guide with the steps and the defaults.",
    "Handled by the companion manager, which every site installs.",
)
REASONS = (
    "Seen on a delivered unit with the declared version.",
    "The guide says how, and the setting was found in the exported configuration.",
    "Tried in the laboratory: the device behaved as described.",
    "The test report names this version and shows the result.",
    "The manufacturer's answer was checked against the published page.",
)
GAP_REASONS = (
    "The setting exists but is off as delivered.",
    "The unit accepted what it should have refused.",
    "Only a part of the interfaces is covered.",
    "The evidence names an older version.",
)
TREATMENTS = (
    ("compensating", "A gateway in front of the segment does this for all units.", "Look at the gateway's rules."),
    ("other_element", "The agency's log collector provides it.", "Compare a day's events on both sides."),
    ("reimplement", "The site's hardening baseline switches it on at installation.", "Check three installed units."),
)
CONDITIONS = (
    "Deliver firmware with the validated cryptographic module.",
    "Apply the hardening baseline before acceptance.",
    "Publish a vulnerability statement with each release.",
    "Show the contact for vulnerability reports on the support page.",
)
DECLINED = "The site's network does this for every device; the product does not have to."
KEY = "Without it no unit can be trusted in this system."
PAPERS = (
    ("Administration guide", "document"),
    ("Hardening guide", "document"),
    ("Test report of an independent laboratory", "test_report"),
    ("Software bill of materials", "sbom"),
    ("Vulnerability disclosure policy", "policy"),
    ("Port scan", "scan"),
    ("Settings export", "configuration"),
    ("Certificate of the cryptographic module", "certificate"),
)
