package io.edgesync.examples;

import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.NewRepository;
import io.edgesync.repository.Repository;
import io.edgesync.repository.attachment.AttachmentTarget;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.checkin.CheckinRequest;
import io.edgesync.repository.checkin.NewFile;
import io.edgesync.repository.forum.PostText;
import io.edgesync.repository.structure.FilePermission;
import io.edgesync.repository.tag.Amendment;
import io.edgesync.repository.tag.NewBranch;
import io.edgesync.repository.technote.NewTechnote;
import io.edgesync.repository.technote.TechnoteId;
import io.edgesync.repository.ticket.TicketEdit;
import io.edgesync.repository.timeline.Entry;
import io.edgesync.repository.timeline.TimelineFilter;
import io.edgesync.repository.wiki.WikiEdit;
import io.edgesync.xfer.artifact.Hash;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes an artifact of every kind into a new repository, and lists the timeline that they make. */
public final class OneOfEachKind {

  private static final String LOGIN = "alice";

  private final Repository repository;
  private Instant time;

  private OneOfEachKind(Repository repository, Instant begin) {
    this.repository = repository;
    this.time = begin;
  }

  /** @param arguments the repository's file, which must not exist */
  public static void main(String[] arguments) {
    NewRepository how = new NewRepository(LOGIN, "example-password", "One of each", HashPolicy.SHA3,
        InstantSource.system(), new SecureRandom());
    try (Repository repository = Repository.create(Path.of(arguments[0]), how)) {
      new OneOfEachKind(repository, Instant.now()).write();
      for (Entry entry : repository.timeline().newest(100, TimelineFilter.ALL)) {
        System.out.println(entry.type() + "  " + entry.at() + "  " + entry.user() + "  " + entry.comment());
      }
      System.out.println("clusters " + repository.artifacts().makeClusters());
    }
  }

  /** A second later each time: of two changes to one thing the younger counts, so they had better not be of the same instant. */
  private Author author() {
    time = time.plusSeconds(1);
    return Author.of(LOGIN).at(time);
  }

  private Hash commit(CheckinRequest request) {
    return repository.checkins().commit(request.at(author().at()));
  }

  private static NewFile file(String text) {
    return NewFile.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private void write() {
    Hash merge = checkins();
    tags(merge);
    pages();
    forum();
  }

  /** Check-ins: many files, a rename, a branch, a merge that closes it. */
  private Hash checkins() {
    Map<String, NewFile> files = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      files.put("notes/" + i + ".txt", file("note " + i + "\n"));
    }
    files.put("run.sh",
        new NewFile("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8), FilePermission.EXECUTABLE));
    Hash first = commit(CheckinRequest.of(files, "a hundred notes", LOGIN));
    Hash side = commit(CheckinRequest.of(Map.of("side.txt", file("side\n")), "on a branch", LOGIN).onParent(first)
        .onBranch("side").branchColored("#d0e0ff"));
    Hash moved = commit(CheckinRequest.of(Map.of(), "moves a note", LOGIN).onParent(first)
        .renaming(Map.of("first.txt", "notes/0.txt")));
    return commit(CheckinRequest.of(Map.of("side.txt", file("side\n")), "integrates the branch", LOGIN).onParent(moved)
        .integrating(side).tagged(List.of("v1")));
  }

  /** Control artifacts: tags, amended check-ins, branches that begin and close without a change. */
  private void tags(Hash checkin) {
    repository.tags().add(checkin, "reviewed", "by bob", author());
    repository.tags().propagate(checkin, "release-line", null, author());
    repository.tags().cancel(checkin, "v1", author());
    repository.amendments().amend(checkin, Amendment.NOTHING.comment("integrates the side branch").color("#ffffd0"),
        author());
    Hash branch = repository.branches().create(NewBranch.of("next", checkin), author());
    repository.branches().close(List.of(branch), author());
  }

  /** A wiki page, a technote and a ticket, each with a file attached. */
  private void pages() {
    repository.wiki().create(WikiEdit.of("Plan", "First do [Nothing]."), author());
    repository.wiki().edit(WikiEdit.of("Plan", "First do *something*.").as("text/x-markdown"), author());
    attach(new AttachmentTarget.Page("Plan"), "plan.txt");

    TechnoteId note = repository.technotes().newId();
    repository.technotes().write(note, NewTechnote.of(time, "Version 1 is out", "Everybody is glad."), author());
    attach(new AttachmentTarget.Note(note), "announcement.txt");

    String ticket = repository.tickets().newId();
    repository.tickets().open(ticket, TicketEdit.assigning(Map.of("title", "It squeaks", "status", "Open",
        "private_contact", "bob@example.org")), author());
    repository.tickets().change(ticket, TicketEdit.assigning(Map.of("status", "Fixed")).appending("comment", "Oiled."),
        author());
    attach(new AttachmentTarget.Ticket(ticket), "squeak.txt");
    repository.attachments().delete(new AttachmentTarget.Ticket(ticket), "squeak.txt", author());
  }

  private void attach(AttachmentTarget target, String filename) {
    byte[] content = ("content of " + filename + "\n").getBytes(StandardCharsets.UTF_8);
    repository.attachments().add(target, filename, content, "an example", author());
  }

  /** A forum thread: a post, an answer, an edit, a deletion. */
  private void forum() {
    Hash post = repository.forum().post("Welcome", PostText.markdown("Hello, *everybody*."), author());
    Hash reply = repository.forum().reply(post, PostText.markdown("Hello."), author());
    repository.forum().edit(post, "Welcome to all", PostText.markdown("Hello again."), author());
    repository.forum().delete(reply, author());
  }
}
