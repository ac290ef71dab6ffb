"""All changes of offset in 2024 to 2029, in every zone that the input names, by zoneinfo.

Prints `zone|instant|offset before|offset after` per change, in seconds, and `zone|offset` for a zone
that has none.
"""

import datetime
import sys
import zoneinfo

UTC = datetime.timezone.utc
FIRST = int(datetime.datetime(2024, 1, 1, tzinfo=UTC).timestamp())
END = int(datetime.datetime(2030, 1, 1, tzinfo=UTC).timestamp())
STEP = 12 * 3600  # no zone changes twice in twelve hours


def main():
    instants = [datetime.datetime.fromtimestamp(s, UTC) for s in range(FIRST, END + 1, STEP)]
    for name in sys.stdin.read().split():
        zone = zoneinfo.ZoneInfo(name)

        def offset(at):
            return int(at.astimezone(zone).utcoffset().total_seconds())

        offsets = [offset(at) for at in instants]
        changes = 0
        for index in range(1, len(offsets)):
            if offsets[index] == offsets[index - 1]:
                continue
            low, high = (int(instants[i].timestamp()) for i in (index - 1, index))
            while high - low > 1:
                middle = (low + high) // 2
                at = datetime.datetime.fromtimestamp(middle, UTC)
                low, high = (low, middle) if offset(at) == offsets[index] else (middle, high)
            print(f"{name}|{high}|{offsets[index - 1]}|{offsets[index]}")
            changes += 1
        if changes == 0:
            print(f"{name}|{offsets[0]}")


main()
