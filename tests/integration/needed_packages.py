"""The part of Debian's index of packages that a bare root can need: from standard input to standard output.

Started by test_first_contact.py's debootstrap as `python needed_packages.py NAME...`. What is required, what is named,
and all that they may depend on, alternatives too: debootstrap itself chooses among them, as it does in the whole index.
"""

import re
import sys

ALWAYS = ("apt",)


def main():
    paragraphs, depends = {}, {}
    wanted = [*ALWAYS, *sys.argv[1:]]
    for paragraph in sys.stdin.read().split("\n\n"):
        name = re.match(r"Package: (\S+)", paragraph)
        if name is None:
            continue
        paragraphs[name[1]] = paragraph
        depends[name[1]] = re.findall(r"^(?:Pre-)?Depends: (.*)$", paragraph, re.MULTILINE)
        if "\nPriority: required\n" in paragraph:
            wanted.append(name[1])
    needed = set()
    while wanted:
        name = wanted.pop()
        if name in paragraphs and name not in needed:
            needed.add(name)
            wanted += re.findall(r"(?:^|[,|])\s*([a-z0-9][a-z0-9+.-]*)", ",".join(depends[name]))
    sys.stdout.write("".join(f"{paragraphs[name]}\n\n" for name in sorted(needed)))


main()
