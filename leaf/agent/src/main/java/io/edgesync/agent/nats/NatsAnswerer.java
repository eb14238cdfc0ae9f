package io.edgesync.agent.nats;

import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.Headers;
import io.edgesync.mesh.Message;
import io.edgesync.repository.RepositoryException;
import io.edgesync.sync.answer.AnswerGate;
import io.edgesync.sync.answer.Turns;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.CardWriter;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.card.ProtocolException;
import io.edgesync.xfer.card.StarvedException;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.envelope.BodyForm;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.envelope.XferBody;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Throttle;
import io.edgesync.xfer.round.Throttles;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the rounds that our own nodes address to this one. Each runs on a virtual thread; only so many compute at the same
 * time, a few more wait for their turn, the rest are refused with a time to come back.
 */
public final class NatsAnswerer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NatsAnswerer.class);
  /** What else there is to say, paths and the like, is for the log. */
  private static final String NOT_ANSWERED = "the round could not be answered";
  private static final int SPOOL_MEMORY_BYTES = 1 << 20;
  private static final int WAITING_PER_SLOT = 4;
  private static final int RETRY_AFTER_SECONDS = 2;
  /** Who sends parts that are none names the subject that is told so, whose link may be a slow one. */
  static final int MALFORMED_MAX = 4;
  /** Likewise of rounds that are refused; whoever comes while so many are being told meets silence, and asks again. */
  static final int REFUSALS_MAX = 64;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final PeerEndpoint endpoint;
  private final Function<ProjectCode, @Nullable RoundAnswers> projects;
  private final CardLimits limits;
  private final MemoryBudget budget;
  private final ExchangeTimes times;
  /** Guarded by itself. */
  private final AnswerGate gate;
  private final Turns<ProjectCode> turns;
  private final Semaphore malformed = new Semaphore(MALFORMED_MAX);
  private final Semaphore refusals = new Semaphore(REFUSALS_MAX);
  private final Map<String, Answer> open = new ConcurrentHashMap<>();
  private final TakenRounds taken;
  /** Written by close, read by the Bus handler. */
  private volatile boolean closed;

  /**
   * Begins to answer.
   *
   * @param projects   who answers for a project; null for one that is not served here
   * @param answersMax rounds that compute at the same time
   * @param taken      shared with those who answer by other ways
   */
  public NatsAnswerer(PeerEndpoint endpoint, Function<ProjectCode, @Nullable RoundAnswers> projects, CardLimits limits,
      MemoryBudget budget, ExchangeTimes times, int answersMax, TakenRounds taken) {
    this.endpoint = endpoint;
    this.projects = projects;
    this.limits = limits;
    this.budget = budget;
    this.times = times;
    this.taken = taken;
    this.gate = new AnswerGate(AnswerGate.Limits.of(answersMax * (1 + WAITING_PER_SLOT)));
    // One project's rounds that wait leave room for the requests of others, too.
    this.turns = new Turns<>(answersMax, answersMax * WAITING_PER_SLOT / 2, this::isLocked);
    endpoint.answerWith(this::onPart);
  }

  private boolean isLocked(ProjectCode project) {
    RoundAnswers answers = projects.apply(project);
    return answers != null && answers.isLocked();
  }

  private void onPart(ProjectCode project, Delivery delivery, Part part) {
    String reply = delivery.reply();
    if (reply == null || closed) {
      return;
    }
    String key = reply + " " + delivery.headers().first(Part.ROUND).orElse("");
    Answer answer = open.get(key);
    if (answer == null && part instanceof Part.Malformed(String why)) {
      refuseMalformed(reply, delivery, why);
    }
    if (answer == null && part instanceof Part.Data data && data.index() == 0 && taken.take(key, this)) {
      answer = new Answer(key, project, reply, delivery);
      Optional<Duration> later = enter(answer.asker);
      if (later.isPresent() && dropSlowestFor(answer.asker)) {
        later = enter(answer.asker);
      }
      if (later.isPresent()) {
        answer.refuse("busy with other rounds", 503, (later.get().toNanos() - 1) / NANOS_PER_SECOND + 1);
        return;
      }
      open.put(key, answer);
      answer.thread.start();
      if (closed) {
        // Which may have looked at the open ones already.
        answer.end();
      }
    }
    if (answer != null) {
      answer.onPart(part);
    }
  }

  /** No round, so it takes no place at the gate: it is told to a node alone, and dropped where too many are being told already. */
  private void refuseMalformed(String reply, Delivery delivery, String why) {
    if (!endpoint.subjects().isInbox(reply) || !malformed.tryAcquire()) {
      return;
    }
    tellBeside(new Part.Refused(why, 400, 0, 0).toMessage(reply, null, round(delivery.headers()), Headers.NONE),
        malformed);
  }

  /** Publishing may wait for a congested link, which the Bus handler must not; gives back what was taken of {@code bound} for it. */
  private void tellBeside(Message refused, Semaphore bound) {
    Thread.ofVirtual().name("answer-nats-refusal").start(() -> {
      try {
        endpoint.tell(refused);
      } finally {
        bound.release();
      }
    });
  }

  private static String round(Headers headers) {
    return headers.first(Part.ROUND).filter(token -> token.matches(Part.ROUND_PATTERN)).orElse("-");
  }

  private Optional<Duration> enter(String asker) {
    synchronized (gate) {
      return gate.enter(asker, System.nanoTime());
    }
  }

  private void leave(Answer answer) {
    if (open.remove(answer.key, answer)) {
      synchronized (gate) {
        gate.leave(answer.asker, System.nanoTime() - answer.beganNanos);
      }
    }
  }

  /** Makes room for one who has not many rounds already; false where all requests are whole. */
  private boolean dropSlowestFor(String asker) {
    synchronized (gate) {
      if (!gate.hasRoomOf(asker)) {
        return false;
      }
    }
    Answer slowest = null;
    double rate = Double.POSITIVE_INFINITY;
    for (Answer answer : open.values()) {
      double its = answer.in.rate();
      if (its < rate) {
        slowest = answer;
        rate = its;
      }
    }
    if (slowest == null) {
      return false;
    }
    leave(slowest);
    slowest.in.fail(new PartsIn.BrokenException("others came whose requests are whole sooner", null));
    slowest.refuse("busy with other rounds", 503, RETRY_AFTER_SECONDS);
    return true;
  }

  /** Ends the answers that run and waits for them a few seconds. */
  @Override
  public void close() {
    closed = true;
    endpoint.answerWith(null);
    for (Answer answer : open.values()) {
      answer.end();
    }
    for (Answer answer : open.values()) {
      answer.join();
    }
  }

  /** What is said to the asker. */
  private interface Reply {
    void write(CardWriter writer) throws IOException, InterruptedException;
  }

  /** One round that came. */
  private final class Answer implements Runnable {
    private final String key;
    private final ProjectCode project;
    private final String reply;
    /** Whom the answer goes to: the node whose inbox it is. */
    private final String asker;
    private final long beganNanos = System.nanoTime();
    private final Headers headers;
    private final Principal.Mesh origin;
    private final String round;
    private final PartsIn in;
    private final PartsOut out;
    private final Thread thread = Thread.ofVirtual().name("answer-nats").unstarted(this);

    Answer(String key, ProjectCode project, String reply, Delivery first) {
      this.key = key;
      this.project = project;
      this.reply = reply;
      this.asker = endpoint.subjects().owner(reply);
      this.headers = first.headers();
      this.origin = endpoint.origin(first);
      this.round = round(headers);
      this.in = new PartsIn(this::tell, times);
      this.out = new PartsOut(endpoint.bus(), reply, null, round, Headers.NONE, times);
    }

    void onPart(Part part) {
      switch (part) {
        case Part.Data data -> in.offer(data);
        case Part.Credit credit -> out.grant(credit);
        case Part.Cancel() -> {
          in.fail(new PartsIn.BrokenException("the asker gave up", null));
          out.stop("the asker gave up");
        }
        case Part.Malformed(String why) -> {
          in.fail(new PartsIn.BrokenException(why, null));
          out.stop(why);
        }
        case Part.Working _,Part.Refused _ -> {
          // Only the answering side works: an asker shows by its parts that it is there.
        }
      }
    }

    @Override
    public void run() {
      Thread heart = Thread.ofVirtual().name("answer-nats-heart").start(this::beat);
      try {
        answer();
      } catch (InterruptedException e) {
        refuse("shutting down", 503, RETRY_AFTER_SECONDS);
      } catch (PartsIn.BrokenException | PartsOut.StoppedException e) {
        LOG.debug("round not answered project={} round={} reason={}", project, round, e.getMessage());
        refuse(String.valueOf(e.getMessage()), 503, RETRY_AFTER_SECONDS);
      } catch (RoundAnswers.InProgressException e) {
        refuse(String.valueOf(e.getMessage()), 503, e.retryAfterSeconds());
      } catch (IOException e) {
        if (!closed) {
          LOG.warn("round not answered project={} round={} error={}", project, round, e.toString());
        }
        // Memory is free soon; a disk on which there was no room for the bodies is full for longer.
        boolean passes = closed || e instanceof StarvedException;
        refuse(NOT_ANSWERED, passes ? 503 : 500, passes ? RETRY_AFTER_SECONDS : 0);
      } catch (RepositoryException.Busy e) {
        LOG.warn("round not answered project={} round={} reason={}", project, round, e.getMessage());
        refuse("the repository is locked by another program", 503, RETRY_AFTER_SECONDS);
      } catch (RepositoryException e) {
        LOG.warn("round not answered project={} round={} reason={}", project, round, e.getMessage());
        LOG.debug("round not answered round={}", round, e);
        refuse(NOT_ANSWERED, 500, 0);
      } catch (RuntimeException e) {
        LOG.warn("round not answered project={} round={}", project, round, e);
        refuse(NOT_ANSWERED, 500, 0);
      } finally {
        heart.interrupt();
        leave(this);
      }
    }

    private void answer() throws IOException, InterruptedException {
      RoundAnswers answers = projects.apply(project);
      if (answers == null) {
        refuse("project " + project + " is not served here", 404, 0);
        return;
      }
      Throttles throttles = answers.throttles();
      ReceivedBody whole;
      try {
        whole = XferBody.receive(throttles.down().pace(in), BodyForm.PLAIN, null, limits, budget);
      } catch (ProtocolException e) {
        reply(throttles.up(), _ -> {
          throw e;
        });
        return;
      }
      Round parsed = RoundHeaders.parse(headers, project, origin, limits.bodyBytesMax(), System.nanoTime());
      try (ReceivedBody request = whole) {
        reply(throttles.up(), writer -> writeAll(answers.answer(parsed, request), writer));
      }
    }

    /** Others compute while the last of it goes out. */
    private void reply(Throttle up, Reply made) throws IOException, InterruptedException {
      try (Spool spool = new Spool(SPOOL_MEMORY_BYTES)) {
        ReplySender sender;
        try (Turns<ProjectCode>.Turn turn = turns.take(project, times.slotPatience())) {
          if (turn == null) {
            refuse("busy, all places are taken", 503, RETRY_AFTER_SECONDS);
            return;
          }
          sender = new ReplySender(up.pace(spool.reader()), spool, out);
          try {
            // Closed only when the answer is whole: an end that is seen is sent, and taken for an empty answer.
            OutputStream text = spool.writer();
            write(made, new CardWriter(text));
            text.close();
          } catch (IOException | InterruptedException | RuntimeException e) {
            sender.cancel();
            throw e;
          }
        }
        sender.finish();
      }
    }

    private static void write(Reply made, CardWriter writer) throws IOException, InterruptedException {
      try {
        made.write(writer);
      } catch (ProtocolException e) {
        // What the asker did wrong is said to the asker, in the reply, as Fossil does.
        writer.write(new ErrorCard(e.reason()));
      }
    }

    private static void writeAll(CardSource reply, CardWriter writer) throws IOException, InterruptedException {
      try (CardSource.Cards cards = reply.open()) {
        for (@Nullable
        Card card = cards.next(); card != null; card = cards.next()) {
          try (Card open = card) {
            writer.write(open);
          }
        }
      }
    }

    private void beat() {
      try {
        while (true) {
          TimeUnit.MILLISECONDS.sleep(times.workingEvery().toMillis());
          tell(new Part.Working());
        }
      } catch (InterruptedException answered) {
        Thread.currentThread().interrupt();
      }
    }

    void refuse(String why, int code, long retryAfterSeconds) {
      if (refusals.tryAcquire()) {
        tellBeside(new Part.Refused(why, code, retryAfterSeconds, 0).toMessage(reply, null, round, Headers.NONE),
            refusals);
      }
    }

    private void tell(Part part) {
      endpoint.tell(part.toMessage(reply, null, round, Headers.NONE));
    }

    void end() {
      in.fail(new PartsIn.BrokenException("shutting down", null));
      out.stop("shutting down");
      thread.interrupt();
    }

    void join() {
      try {
        if (thread.isAlive() && !thread.join(Duration.ofSeconds(3))) {
          LOG.warn("round still being answered at shutdown project={} round={}", project, round);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
