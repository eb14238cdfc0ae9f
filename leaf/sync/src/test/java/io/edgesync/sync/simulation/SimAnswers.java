package io.edgesync.sync.simulation;

import io.edgesync.repository.user.Capabilities;
import io.edgesync.sync.answer.AnswerGate;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.answer.AnswerListener;
import io.edgesync.sync.answer.Answerer;
import io.edgesync.sync.answer.Asked;
import io.edgesync.sync.answer.DuplicateRoundException;
import io.edgesync.sync.memory.MemoryArtifactStore;
import io.edgesync.sync.rights.Authorizer;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.envelope.BodyForm;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.envelope.XferBody;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The answering side of a node, in one of its lives: everybody may read and write. An answer takes a while, and so many are made at a time. */
final class SimAnswers {

  /** Where an answer goes. */
  interface Answered {
    void reply(byte[] text);

    void refused(Duration retryAfter);
  }

  private final SimNetwork network;
  private final SimNode.Kind kind;
  private final Answerer answerer;
  private final AnswerGate gate;

  SimAnswers(MemoryArtifactStore store, String name, SimNetwork network, SimNode.Kind kind) {
    this.network = network;
    this.kind = kind;
    this.gate = new AnswerGate(kind.answers());
    this.answerer = new Answerer(store, EVERYBODY, AnswerLimits.DEFAULT, name, network.time, AnswerListener.SILENT);
  }

  private static final Authorizer EVERYBODY = new Authorizer() {
    @Override
    public boolean proves(ProjectCode project, LoginCard login) {
      return false;
    }

    @Override
    public Capabilities rights(ProjectCode project, Principal asker, @Nullable String login) {
      return new Capabilities("gio");
    }
  };

  void answer(String asker, Round round, byte[] request, Answered to) {
    Optional<Duration> retryAfter = gate.enter(asker, network.time.nanoTime());
    if (retryAfter.isPresent()) {
      network.counts.refused++;
      to.refused(retryAfter.get());
      return;
    }
    network.counts.answeringPeak = Math.max(network.counts.answeringPeak, gate.rounds());
    try (ReceivedBody body = XferBody.receive(new ByteArrayInputStream(request), BodyForm.PLAIN, null,
        CardLimits.DEFAULT, SimTransport.BUDGET)) {
      byte[] reply = SimTransport.bytes(answerer.answer(Asked.of(round, body, null)));
      network.time.after(kind.answerNanos(), () -> {
        gate.leave(asker, kind.answerNanos());
        to.reply(reply);
      });
    } catch (IOException | InterruptedException | DuplicateRoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
