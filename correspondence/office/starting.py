"""A new workspace, and a commented beginning of each kind of file in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from correspondence.dispatch.files import PART, write_file
from correspondence.errors import Problem, ProblemsError, RefusedError, shown_here
from correspondence.fields import Choice, FieldSpec, ListOf, Record, YesNo
from correspondence.schemas import document_schema_name, schema_text, workspace_schemas
from correspondence.templates import NAME, Layout, Sender
from correspondence.workspace import MARK, OUTPUT, RECIPIENTS, TEMPLATES, Workspace, bundled_root

SCHEMAS = f"{TEMPLATES}/schemas"

README = """\
# The folder of an office

- `templates/` holds the documents that the office writes, and in `templates/senders/` who signs them.
- `recipients/` holds the lists of those to whom they go.
- `output/` is where `correspondence` puts what it makes.

Begin with `correspondence list`, then `correspondence check psp-questionnaire psp-2017-08-03` and
`correspondence merge psp-questionnaire psp-2017-08-03`.
"""


def start_workspace(folder: Path) -> tuple[Path, ...]:
    """Make a new workspace with a working sample.

    Layouts stay in the package, so that improvements arrive; copy one into
    ``templates/layouts/`` to change it.

    Args:
        folder: A folder that does not exist yet, or is empty; one in which an earlier
            start was cut short is finished.

    Returns:
        The files that were written.

    Raises:
        RefusedError: The folder holds something.
        WriteError: It cannot be written.
    """
    files = _sample_files(folder)
    if not _is_free(folder, files):
        raise RefusedError(
            f"{shown_here(folder)} is not empty", "name a new folder, so that nothing of yours is mixed with the sample"
        )
    for relative, content in files.items():
        write_file(folder / relative, content)
    (folder / OUTPUT).mkdir(exist_ok=True)
    return tuple(folder / relative for relative in files)


def _sample_files(folder: Path) -> dict[str, bytes]:
    """Return what a new workspace holds, by its path; the file that marks the folder comes last."""
    source = bundled_root()
    wanted = [
        *sorted((source / TEMPLATES).glob("*.md")),
        *sorted(
            path
            for kind in ("senders", "profiles")
            for path in (source / TEMPLATES / kind).rglob("*")
            if path.is_file()
        ),
        *sorted((source / RECIPIENTS).glob("*.yaml")),
    ]
    root = folder.resolve()
    return {
        **{path.relative_to(source).as_posix(): path.read_bytes() for path in wanted},
        **{path.relative_to(root).as_posix(): content for path, content in _current_schemas(Workspace(root)).items()},
        "README.md": README.encode(),
        MARK: (source / MARK).read_bytes(),
    }


def _is_free(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Tell whether a folder holds nothing but what a start that was cut short has left."""
    if not folder.exists():
        return True
    if not folder.is_dir() or (folder / MARK).exists():
        return False
    for path in folder.rglob("*"):
        if PART.fullmatch(path.name) or path.is_dir():
            continue
        relative = path.relative_to(folder).as_posix()
        if relative not in files or not path.is_file() or path.read_bytes() != files[relative]:
            return False
    for path in list(folder.rglob(".*.part")):
        path.unlink()
    return True


def write_schemas(workspace: Workspace) -> tuple[Path, ...]:
    """Write the JSON Schemas with which an editor completes and checks the workspace's files.

    Returns:
        The files that were written; those that were current stay as they are.
    """
    outdated = outdated_schemas(workspace)
    for path, content in outdated.items():
        write_file(path, content)
    return tuple(outdated)


def outdated_schemas(workspace: Workspace) -> dict[Path, bytes]:
    """Return the schemas that are missing or out of date, with what they should hold."""
    wanted = _current_schemas(workspace)
    return {path: content for path, content in wanted.items() if not path.is_file() or path.read_bytes() != content}


def _current_schemas(workspace: Workspace) -> dict[Path, bytes]:
    layouts = [workspace.layout(name) for name in workspace.layout_ids()]
    return {
        workspace.root / SCHEMAS / name: schema_text(schema).encode()
        for name, schema in workspace_schemas(layouts).items()
    }


def start_file(workspace: Workspace, kind: str, name: str, layout_id: str) -> tuple[Path, ...]:
    """Write a commented beginning of a template, list, layout or sender.

    Args:
        workspace: The office's folder.
        kind: ``template``, ``list``, ``layout`` or ``sender``.
        name: Its id.
        layout_id: Layout of a new template; layout that a new one is copied from.

    Returns:
        The files that were written.

    Raises:
        ProblemsError: The name cannot be an id, or there is no such layout.
        RefusedError: There is such a file already.
    """
    if not re.fullmatch(NAME.pattern, name):
        raise ProblemsError([Problem(name, f'"{name}" cannot be an id', NAME.remedy)])
    layout = workspace.layout(layout_id)
    if kind == "template" and not re.search(r"{%-?\s*block\s+body\b", layout.body):
        message = f"the layout {layout.id} has no place for a text, as its documents are made from others"
        raise RefusedError(message, "choose another with --layout")
    files = {
        "template": lambda: {f"{TEMPLATES}/{name}.md": template_text(workspace, layout)},
        "list": lambda: {f"{RECIPIENTS}/{name}.yaml": LIST_TEXT},
        "sender": lambda: {f"{TEMPLATES}/senders/{name}.yaml": SENDER_TEXT},
        "layout": lambda: layout_files(workspace, name, layout),
    }[kind]()
    for relative in files:
        if (workspace.root / relative).exists():
            raise RefusedError(f"{relative} exists", "choose another name, or edit it")
    outdated_schemas(workspace)  # a layout that cannot be read is told before anything is written
    for relative, text in files.items():
        write_file(workspace.root / relative, text.encode())
    made = [workspace.root / relative for relative in files]
    return (*made, *write_schemas(workspace))


def template_text(workspace: Workspace, layout: Layout) -> str:
    """Return the beginning of a document of a layout: every field, with what it is for."""
    senders = workspace.sender_ids()
    lines = [
        "---",
        f"# yaml-language-server: $schema=schemas/{document_schema_name(layout.id)}",
        f"# {layout.description}.",
        f"layout: {layout.id}",
        "title: Title of the document",
    ]
    if layout.sender != "none" and senders:
        prefix = "" if layout.sender == "required" else "# "
        sender = _model_sender(workspace, [workspace.sender(name) for name in senders])
        lines.append(f"{prefix}sender: {sender.id}")
        if layout.signer != "none" and sender.signers:
            lines.append(f"{prefix}signer: {next(iter(sender.signers))}")
            lines.append("# approvals: [counsel]           # who must approve it, in order, before it is signed")
    for name, spec in layout.fields.items():
        by_pen = name == "signature" and isinstance(spec.kind, Choice) and "none" in spec.kind.options
        prefix = "" if spec.required or by_pen else "# "
        if spec.description:
            lines.append(f"# {spec.description.rstrip('.')}.")
        lines.append(f"{prefix}{name}: {'none' if by_pen else sample_value(spec)}")
    if layout.recipient != "none":
        lines += [
            "# questionnaire:                 # the questions that the letter asks; print them with {{ questions }}",
            "#   id: my-questions",
            "#   due: 2030-01-31",
            "#   questions:",
            "#     - {id: first, text: What is the first question?}",
        ]
    lines += ["---", ""]
    who = " to {{ recipient.jurisdiction }}" if layout.recipient != "none" else ""
    lines += [
        f"Write the text here{who}. A blank line begins a new paragraph, **two stars** make",
        "bold, a hyphen and a space begin a list, and {{ title }} prints a value.",
        "",
    ]
    return "\n".join(lines)


def _model_sender(workspace: Workspace, senders: Sequence[Sender]) -> Sender:
    """Return the first sender that the office wrote itself, or else the first of the package's."""
    bundled = {path.stem for path in (bundled_root() / TEMPLATES / "senders").glob("*.yaml")}
    own = [sender for sender in senders if sender.id not in bundled or workspace.root == bundled_root()]
    return (own or list(senders))[0]


def sample_value(spec: FieldSpec) -> str:
    """Return a value that a field may have, as YAML."""
    match spec.kind:
        case Choice(options=options):
            return str(spec.default or options[0])
        case YesNo():
            return "true" if spec.default else "false"
        case ListOf():
            return "[First, Second]"
        case Record(fields=fields):
            return "{" + ", ".join(f"{name}: {sample_value(inner)}" for name, inner in fields.items()) + "}"
    if spec.default:
        return str(spec.default)
    samples = {
        "date": "2030-01-31",
        "time": '"10:30 a.m."',
        "telephone": "(202) 555-0100",
        "e-mail address": "office@example.gov",
        "whole number": "1",
    }
    return samples.get(spec.kind.noun, "TEXT")


def layout_files(workspace: Workspace, name: str, model: Layout) -> dict[str, str]:
    """Return the files of a new layout: a copy of another, to be changed."""
    front = workspace.find(model.file) or workspace.find(f"{TEMPLATES}/layouts/{model.id}/layout.md")
    text = front.path.read_text("utf-8") if front else ""
    return {f"{TEMPLATES}/layouts/{name}/layout.md": text, f"{TEMPLATES}/layouts/{name}/style.css": model.css}


LIST_TEXT = """\
# yaml-language-server: $schema=../templates/schemas/list.json
# A list of recipients. Below 'shared:' stand values that all letters of the list have.
# shared:
#   date: 2030-01-31
recipients:
  - id: springfield                # names the files: letters, digits, hyphens
    title: Chief                   # before the name
    name: Pat Example
    # position: Chief of Police    # a line of its own
    organization: Springfield Police Department
    address: {street: 1 Main Street, city: Springfield, state: IL, zip: "62701"}
    jurisdiction: Springfield, Illinois
    # salutation: Dear Chief Example    # where "Dear <title> <family name>" does not fit
    # any_other_name: a value           # print it with {{ recipient.any_other_name }}
"""

SENDER_TEXT = """\
# yaml-language-server: $schema=../schemas/sender.json
# An office that writes letters: its letterhead, its contacts, and those who sign.
agency: Name of the department or agency
office: Name of the office
city_line: City, State 00000
# contacts: {telephone: (202) 555-0100, email: office@example.gov, web: www.example.gov}
signers:
  pat-example:
    name: Pat Example
    title: Director
    # image: senders/signatures/pat-example.png    # without it, write 'signature: none' or 'typed' in the document
"""
