"""The command: reads the request, imports, and tells what was declared."""

from __future__ import annotations

import os
import resource
import sys

from fishplate.capture import cffi_texts, fakes, type_facts
from fishplate.capture.channel import Channel
from fishplate.capture.lazy import Lazy
from fishplate.capture.modules import Importer, chosen, found
from fishplate.capture.places import Places
from fishplate.capture.recording import Recording
from fishplate.declarations.scan import BadTarget


def limit_tasks(limit: int) -> None:
    """Bound the tasks of this user: within namespaces of its own, those of the jail alone."""
    _, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(resource.RLIMIT_NPROC, (limit, limit))


def main() -> None:
    """Do what the request on standard input asks for."""
    channel = Channel()
    request = channel.request
    limit_tasks(request["tasks"])
    try:
        files = found(request["targets"], request["exclude"])
    except BadTarget as error:
        channel.tell({"refused": str(error)})
        channel.close()
        return
    places = Places({os.path.abspath(source.path): shown for shown, source in files.items()})
    type_facts.tell_apart()
    recording = Recording(places)
    fakes.install(recording)
    cffi_texts.watch(recording)
    sys.argv[:] = [""]
    importer = Importer(channel, recording, places)
    importer.run(chosen(files, set(request["done"])))
    if request["wanted"]:
        channel.tell({"begin": "", "module": ""})
        Lazy(files, importer.modules).run(request["wanted"])
        channel.tell({"facts": recording.portion()})
    channel.tell({"end": True})
    channel.close()
