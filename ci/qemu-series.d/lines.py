# SPDX-License-Identifier: Apache-2.0
"""The lines of a file that come with different patches: those of a list of sources or of trace events, and the lab's lines in
a model, which are between the marks "lab {" and "} lab"."""
import difflib
import re

# A comment of its own, or a line of a longer one
MARK = re.compile(r"^\s*(?:/\*|\*) (lab \{|\} lab)(?: \*/)?$")
BEGIN, END = "lab {", "} lab"
SOURCE = re.compile(r"'([\w.-]+\.c)'")
TEST = re.compile(r"'([\w-]+-test)'")
EVENT = re.compile(r"^(\w+)\(")


def unbalanced(text):
    """The first mark that has no other half, or None."""
    inside = None
    for line in text.splitlines():
        match = MARK.match(line)
        if match and match[1] == inside or match and match[1] == END and not inside:
            return match[1]
        if match:
            inside = BEGIN if match[1] == BEGIN else None
    return inside


def unmark(text, keep):
    """The text without the marks, and without what is between them unless it is to be kept."""
    out, inside, left_out = [], False, False
    for line in text.splitlines():
        match = MARK.match(line)
        if match:
            inside = match[1] == BEGIN
            left_out = not keep
        elif keep or not inside:
            # No two empty lines where something was left out
            if line or not (left_out and out and not out[-1]):
                out.append(line)
            left_out = False
    return "\n".join(out).rstrip("\n") + "\n"


class SplitFile:
    """A file of QEMU to which a patch adds lines of many models. `owner_of(line)` is the number of the patch with which a line
    comes, or None if it names no model: then it comes with the first of its block, a comment with the line that follows."""

    def __init__(self, old, new, owner_of):
        old, new = old.splitlines(keepends=True), new.splitlines(keepends=True)
        self.blocks = []
        for tag, old_begin, old_end, begin, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            owners = [None if tag == "equal" else owner_of(line) for line in new[begin:end]]
            first = min((owner for owner in owners if owner is not None), default=None)
            following = first
            for index in reversed(range(len(owners))):
                line = new[begin + index].strip()
                if owners[index] is not None:
                    following = owners[index]
                else:
                    owners[index] = following if not line or line.startswith("#") else first
            self.blocks.append((tag == "equal", first, old[old_begin:old_end], list(zip(new[begin:end], owners))))

    def unowned(self):
        """Added lines of which no one names a model."""
        return [line.strip() for equal, first, _, added in self.blocks if not equal and first is None for line, _ in added]

    def at(self, patch):
        """The file after a patch."""
        out = []
        for equal, first, old, added in self.blocks:
            if equal or first > patch:
                out += old
            else:
                out += [line for line, owner in added if owner <= patch]
        return "".join(out)
