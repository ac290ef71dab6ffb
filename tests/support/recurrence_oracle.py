"""Expands recurrence rules with dateutil and zoneinfo.

Reads lines `zone|begin|rule`, begin as 2026-11-22T09:30:00. Prints for each the instants (seconds
UTC) of its first 60 members within three years, as `a,b,c`.
"""

import datetime
import sys
import types
import zoneinfo

from dateutil import rrule

YEARS = 3
LIMIT = 60

# A rule that never matches would run to the year 9999.
bounded = types.SimpleNamespace(**{name: getattr(datetime, name) for name in dir(datetime)})
rrule.datetime = bounded


def instants(zone, begin, text):
    start = datetime.datetime.fromisoformat(begin)
    end = start + datetime.timedelta(days=365 * YEARS)
    bounded.MAXYEAR = end.year + 1
    out = []
    try:
        for member in rrule.rrulestr(text, dtstart=start):
            if member > end or len(out) == LIMIT:
                break
            # fold 0: the first of two, and for a skipped time the offset before the jump
            out.append(int(member.replace(tzinfo=zone, fold=0).timestamp()))
    except ValueError as error:
        if "empty" not in str(error):  # an empty set is an answer
            raise
    return out


for line in sys.stdin:
    name, begin, text = line.rstrip("\n").split("|")
    print(",".join(map(str, instants(zoneinfo.ZoneInfo(name), begin, text))))
