"""Make the letters of a job and write them, each whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import MappingProxyType

from correspondence.dispatch.files import (
    Manifest,
    checksum,
    checksum_of,
    held,
    refuse_to_overwrite,
    sweep,
    write_file,
)
from correspondence.entries import RECORD
from correspondence.errors import CorrespondenceError, Problem, ProblemsError, RefusedError, shown_here
from correspondence.mailing.drafting import MAIL, MailDrafts
from correspondence.mailing.earlier import PAGES, REFERENCE, Earlier
from correspondence.mailing.fingerprints import Fingerprints
from correspondence.mailing.forming import FORM_ENDING
from correspondence.mailing.job import Enclosed, Job
from correspondence.mailing.kit import Bench, Kit, Task, UnmadeError
from correspondence.mailing.made import Made, MadeFile, Making, Outcome
from correspondence.mailing.record_copies import shared_by
from correspondence.mailing.recording import Recording
from correspondence.mailing.rendering import DRAFT, FORMATS, LetterMaker, Rendered, RenderedFile, is_record
from correspondence.mailing.workers import jobs_for, made_by_workers, made_here
from correspondence.recipients import Recipient

FAILED = "failed.txt"
NUMBER_IN_TEXT = "reference_number"


PLAIN = Making()


def make(  # noqa: PLR0913  (each is one wish of the caller)
    job: Job,
    formats: tuple[str, ...],
    output: Path,
    *,
    enclosed: Job | None = None,
    recording: Recording | None = None,
    mails: MailDrafts | None = None,
    how: Making = PLAIN,
    on_letter: Callable[[Outcome], None] | None = None,
) -> Made:
    """Make the files of a job. It must have been checked.

    Letters that are there already as they would be made now stay as they are.

    Args:
        job: What was prepared and checked.
        formats: Keys of :data:`FORMATS`, and :data:`~correspondence.entries.RECORD` where each PDF gets a record copy;
            drafts have none.
        output: The folder that holds the mailings' folders.
        enclosed: The job of the form that goes with each letter (:func:`prepare_form`), made beside it.
        recording: Numbers the letters and registers them; None for drafts.
        mails: Writes an e-mail draft of each letter beside it, with the PDF attached, which must be among the formats;
            None for none. All letters are made then.
        how: How they are made.
        on_letter: Called after each letter, with what became of it.

    Returns:
        What was made. Letters that stay as they were posted or voided are not among it;
        :attr:`Recording.kept` has those.

    Raises:
        RefusedError: The folder is another mailing's, another run holds it, or a file in it
            was changed since it was made; or the letters follow others, which nobody named.
        ProblemsError: A letter cannot be made; those before it are whole.
        RegisterError: The register cannot be written.
        WriteError: A file could not be written; those before it are whole.
    """
    _refuse_stand_ins(job)
    folder = output / job.name
    with held(folder):
        for each in (folder, folder / DRAFT, folder / MAIL, folder / RECORD):
            sweep(each)
        jobs = [one for one in (job, enclosed) if one is not None]
        run = _Run(jobs, formats, folder, recording, mails, how)
        run.make(on_letter)
        _list_failed(folder, job, how.leave_out | run.failed.keys())
        run.manifest.write(folder)
    failed = MappingProxyType(run.failed)
    return Made(tuple(run.made), tuple(run.unchanged), failed, tuple(run.warnings), tuple(run.records))


class _Run:
    """One run: it alone writes into the mailing's folder."""

    def __init__(
        self,
        jobs: Sequence[Job],
        formats: tuple[str, ...],
        folder: Path,
        recording: Recording | None,
        mails: MailDrafts | None,
        how: Making,
    ) -> None:
        self.jobs, self.formats, self.folder = jobs, formats, folder
        self.recording, self.mails, self.how = recording, mails, how
        self.manifest = _manifest(jobs[0], folder)
        self.made: list[MadeFile] = []
        self.records: list[MadeFile] = []
        wants_records = RECORD in formats and "pdf" in formats and not jobs[0].order.draft
        self.shared = [shared_by(job) if wants_records else None for job in jobs]
        self.unchanged: list[str] = []
        self.failed: dict[str, tuple[Problem, ...]] = {}
        self.warnings: list[Problem] = []

    def make(self, on_letter: Callable[[Outcome], None] | None) -> None:
        """Make the letters, and register them."""
        numbers = [_attached_numbers(job, self.recording) for job in self.jobs]
        earlier = [
            Earlier(Fingerprints(job, known), self.formats, self.manifest, shared.digest if shared else "")
            for job, known, shared in zip(self.jobs, numbers, self.shared, strict=True)
        ]
        wanted = [one for one in self.jobs[0].selected if one is None or one.id not in self.how.leave_out]
        found = self._found(wanted, earlier)
        if not self.how.replace:
            refuse_to_overwrite(self.folder, found, self.manifest)
        references: Mapping[str, str] = self.recording.begin(wanted) if self.recording else {}
        if self.how.numbered:
            self.how.numbered(references)
        with _registered(self.recording):
            tasks: list[Task] = []
            for recipient in wanted:
                number = references.get(recipient.id, "") if recipient else ""
                outcome = self._staying(recipient, number, earlier, found)
                if outcome is None:
                    tasks.append(Task(recipient, number))
                elif on_letter:
                    on_letter(outcome)
            with closing(self._results(tasks, numbers)) as results:
                for task, result in zip(tasks, results, strict=True):
                    if isinstance(result, UnmadeError):
                        outcome = self._fail(task, result)
                    else:
                        outcome = self._write(task, result, earlier)
                    if on_letter:
                        on_letter(outcome)

    def _results(
        self, tasks: Sequence[Task], numbers: Sequence[Sequence[Mapping[str, str]]]
    ) -> Generator[Rendered | UnmadeError, None, None]:
        """Yield what letters become, made where somebody wishes it."""
        count = jobs_for(self.how.jobs, len(tasks))
        if not tasks:
            return
        if self.how.scheduler:
            from correspondence.mailing.cluster import made_by_cluster

            kit = Kit.of(self.jobs, self.formats, numbers, self.shared, elsewhere=True)
            yield from made_by_cluster(kit, tasks, self.how.scheduler)
        elif count > 1:
            yield from made_by_workers(Kit.of(self.jobs, self.formats, numbers, self.shared), tasks, count)
        else:
            parts = zip(self.jobs, numbers, self.shared, strict=True)
            makers = [LetterMaker(job, self.formats, known, shared) for job, known, shared in parts]
            yield from made_here(Bench(makers), tasks)

    def _found(self, wanted: Sequence[Recipient | None], earlier: Sequence[Earlier]) -> dict[str, str]:
        """Return the checksums of the files that are to be made, as far as they are there."""
        names = [name for one in earlier for recipient in wanted for name in one.names(recipient)]
        names += [name for recipient in wanted if self.mails and (name := self.mails.name(recipient))]
        return {name: checksum_of(self.folder / name) for name in names}

    def _staying(
        self, recipient: Recipient | None, number: str, earlier: Sequence[Earlier], found: Mapping[str, str]
    ) -> Outcome | None:
        """Return what becomes of a letter that is there as it would be made now, None for others.

        It is registered where it was not.
        """
        if self.mails or self.how.anew or not all(one.unchanged(recipient, number, found) for one in earlier):
            return None
        who = recipient.id if recipient else ""
        names = [name for one in earlier for name in one.names(recipient)]
        own = [MadeFile(self.folder, name, None, who, found[name]) for name in names]
        if self.recording is not None:
            is_form = any(one.job.variant == FORM_ENDING for one in earlier)
            if is_form and not self.recording.has(recipient, own):
                return None  # where the answers of a form stand is known only where it is made
            if self.recording.keeps(recipient, own):
                return "kept"
            self.recording.made(recipient, own)
        self.unchanged.append(who)
        return "unchanged"

    def _write(self, task: Task, rendered: Rendered, earlier: Sequence[Earlier]) -> Outcome:
        """Write the files of one letter."""
        recipient, number = task.recipient, task.number
        who = recipient.id if recipient else ""
        made = {
            one.name: MadeFile(self.folder, one.name, one.pages, who, checksum(one.content), one.places)
            for one in rendered.files
        }
        if self.recording:
            if self.recording.keeps(recipient, [one for name, one in made.items() if not is_record(name)]):
                return "kept"
            made = {
                name: one
                for name, one in made.items()
                if not (is_record(name) and self.recording.keeps_record(recipient, one))
            }
        mail = self.mails.draft(recipient, number, _pdf_of(rendered)) if self.mails else None
        notes: dict[str, Mapping[str, object]] = {}
        self.warnings.extend(rendered.warnings)
        warnings = (*self.how.warnings.get(who, ()), *rendered.warnings)
        for one in earlier:
            notes |= one.notes(recipient, rendered.pictures, warnings)
        files = [one for one in rendered.files if one.name in made]
        files += [RenderedFile(mail.name, mail.content)] if mail else []
        for file in files:
            more = {PAGES: file.pages, REFERENCE: number, **notes.get(file.name, {})}
            more = {key: value for key, value in more.items() if value}
            self.manifest.announce(self.folder, file.name, file.content, **more)
            write_file(self.folder / file.name, file.content)
            self.manifest.add(file.name, file.content, **more)
        self.made += [one for name, one in made.items() if not is_record(name)]
        self.records += [one for name, one in made.items() if is_record(name)]
        if self.recording:
            self.recording.made(recipient, list(made.values()), mail.message_id if mail else "")
        return "made"

    def _fail(self, task: Task, error: UnmadeError) -> Outcome:
        """Take note of a letter that cannot be made, or stop because of it."""
        problems = error.problems or (_problem_of(self.jobs[0], task.recipient, error),)
        if not self.how.keep_going or task.recipient is None:
            raise ProblemsError(problems)
        self.failed[task.recipient.id] = problems
        return "failed"


def _problem_of(job: Job, recipient: Recipient | None, error: UnmadeError) -> Problem:
    if recipient is None or job.recipients is None:
        return Problem(job.template.file, error.message, error.remedy)
    message = f"the letter to {recipient.id} cannot be made: {error.message}"
    return Problem(job.recipients.file, message, error.remedy, line=recipient.line or None)


def _attached_numbers(job: Job, recording: Recording | None) -> tuple[Mapping[str, str], ...]:
    """Return the numbers of the letters that go out attached, as they were given out; a mapping for each template.

    Raises:
        RefusedError: The letters print their number, and one of them has none yet.
    """
    found: list[Mapping[str, str]] = []
    for attached in job.attachments:
        if not isinstance(attached, Enclosed):
            continue
        inner = attached.job
        numbers = recording.numbers_of(inner) if recording else {}
        sources = inner.composer.sources
        printed = any(NUMBER_IN_TEXT in body for body in (sources.template.body, sources.layout.body))
        if printed and recording and any(one and not numbers.get(one.id) for one in inner.selected):
            listed = inner.recipients.id if inner.recipients else ""
            raise RefusedError(
                f"the attached letters of {inner.template.id} print their reference numbers, and have none yet",
                f"make them first: correspondence merge {inner.template.id} {listed}",
            )
        found.append(numbers)
    return tuple(found)


def _pdf_of(rendered: Rendered) -> bytes:
    """Return the letter's own PDF: it is made before all that goes with it."""
    return next(one.content for one in rendered.files if one.name.endswith(FORMATS["pdf"]))


def _refuse_stand_ins(job: Job) -> None:
    """Refuse to issue letters that say of others what only stand-ins say."""
    for one in (job, *(attached.job for attached in job.attachments if isinstance(attached, Enclosed))):
        if one.has_stand_ins and not job.order.draft:
            what = f"{one.template.id} follows letters that went out, and which of them it does is not said"
            raise RefusedError(what, f"run: correspondence replies remind MAILING --template {one.template.id}")


@contextmanager
def _registered(recording: Recording | None) -> Iterator[None]:
    """Register what was made, also where the work is broken off."""
    try:
        yield
    except BaseException:
        if recording:
            with suppress(CorrespondenceError):
                recording.write()
        raise
    if recording:
        recording.write()


def _manifest(job: Job, folder: Path) -> Manifest:
    """Return the folder's manifest, or a new one.

    Raises:
        RefusedError: The folder holds another template's mailing.
    """
    about = {
        "mailing": job.name,
        "template": job.template.id,
        **({"list": job.recipients.id} if job.recipients else {}),
    }
    known = Manifest.read(folder)
    if known is None:
        return Manifest(about, is_new=True)
    if {**known.about} != about:
        raise RefusedError(
            f"{shown_here(folder)} holds the mailing of {known.about.get('template', 'another template')} with {known.about.get('list', 'no list')}",
            f"name this one with --mailing, such as --mailing {job.name}-2",
        )
    return known


def _list_failed(folder: Path, job: Job, failed: frozenset[str]) -> None:
    """Write down the ids of the recipients whose letters were not made, for ``--only @failed.txt``.

    Those whom an earlier run listed, and who were not meant by this one, stay on it.
    """
    meant = {recipient.id for recipient in job.selected if recipient}
    known = {recipient.id for recipient in job.recipients.recipients} if job.recipients else set()
    earlier: set[str] = set()
    with suppress(OSError, UnicodeDecodeError):
        earlier = set((folder / FAILED).read_text("utf-8").split())
    names = sorted(failed | (earlier & known) - meant)
    if names:
        write_file(folder / FAILED, ("\n".join(names) + "\n").encode())
    else:
        (folder / FAILED).unlink(missing_ok=True)
