# SPDX-License-Identifier: Apache-2.0
"""What servers use that are one process or many: processor time and memory, from /proc."""

import os


def tree(pid):
    """A process and all below it, each with the processor seconds that it and its ended children have used."""
    parents, seconds = {}, {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue  # it has just ended, and its parent has its times
            parents.setdefault(int(fields[1]), []).append(int(name))
            seconds[int(name)] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    found, todo = {}, [pid]
    while todo:
        one = todo.pop()
        found[one] = seconds.get(one, 0)
        todo += parents.get(one, [])
    return found


def processor_seconds(pid):
    """Of a process, of those that it has ended, and of all below it."""
    return sum(tree(pid).values())


def memory(pid):
    """Resident octets of a process and all below it; what several share is counted once."""
    total = 0
    for one in tree(pid):
        try:
            with open(f"/proc/{one}/smaps_rollup") as file:
                total += sum(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))
        except OSError:
            continue  # it has just ended
    return total
