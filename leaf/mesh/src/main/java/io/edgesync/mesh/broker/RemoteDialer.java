package io.edgesync.mesh.broker;

import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkStatus;
import io.edgesync.mesh.leafnode.LinkStatus.Direction;
import io.edgesync.mesh.leafnode.LinkStatus.State;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one leafnode link to a remote: dials, waits for its end, waits a while, dials again, until closed. A remote that is not
 * there is told of once, and again when the reason changes.
 */
final class RemoteDialer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteDialer.class);
  /** A link that ends sooner counts as a failed attempt, so that two that cut each other do not do so at full speed. */
  private static final Duration SHORT_LIFE = Duration.ofSeconds(5);

  private final Node node;
  private final LeafRemote remote;
  private final Bootstrap bootstrap;
  private final LinkEvents events;
  private final RandomGenerator random;
  private final Thread thread;
  /** Written by the dialling thread, read by anybody who asks. */
  private volatile LinkStatus status;
  private @Nullable String toldOf;

  /**
   * @param bootstrap without a handler
   */
  RemoteDialer(Node node, LeafRemote remote, Bootstrap bootstrap, LinkEvents events, RandomGenerator random) {
    this.node = node;
    this.remote = remote;
    this.bootstrap = bootstrap;
    this.events = events;
    this.random = random;
    this.status = new LinkStatus(Direction.SOLICITED, remote.toString(), State.CONNECTING, Instant.now(), null, null,
        null,
        null, null, 0);
    this.thread = Thread.ofVirtual().name("dial " + remote.address()).unstarted(this::dialForever);
  }

  void start() {
    thread.start();
  }

  LinkStatus status() {
    return status;
  }

  private void dialForever() {
    int failures = 0;
    try {
      while (true) {
        LinkFailure failure;
        try {
          Attempt attempt = dial();
          long upNanos = System.nanoTime();
          failure = live(attempt);
          failures = System.nanoTime() - upNanos < SHORT_LIFE.toNanos() ? failures + 1 : 0;
        } catch (LinkFailure e) {
          failure = e;
          failures++;
        }
        down(failure);
        RedialPolicy policy = node.options().redial();
        Thread.sleep(failure.isRefusal() ? policy.delayAfterRefusal(random) : policy.delay(failures - 1, random));
      }
    } catch (InterruptedException closing) {
      LOG.debug("no longer dialling remote={}", remote);
    }
  }

  /** A connection and what becomes of it. */
  private record Attempt(LeafLink link, CompletableFuture<LinkFailure> ended) {}

  private Attempt dial() throws LinkFailure, InterruptedException {
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(remote.host());
    } catch (UnknownHostException e) {
      throw LinkFailure.transientFailure("the name " + remote.host() + " does not resolve");
    }
    String reason = "no address";
    for (InetAddress address : addresses) {
      var up = new CompletableFuture<LeafLink>();
      var ended = new CompletableFuture<LinkFailure>();
      ChannelFuture connecting = bootstrap.clone().handler(new ChannelInitializer<>() {
        @Override
        protected void initChannel(Channel channel) {
          channel.pipeline()
              .addLast(new LeafLink(node, channel, new SolicitingHandshake(node, remote), up::complete, link -> {
                LinkFailure failure = Objects.requireNonNull(link.failure());
                ended.complete(failure);
                up.completeExceptionally(failure);
              }));
        }
      }).connect(new InetSocketAddress(address, remote.port()));
      try {
        connecting.await();
        if (connecting.isSuccess()) {
          return new Attempt(up.get(), ended);
        }
        reason = String.valueOf(connecting.cause().getMessage());
      } catch (ExecutionException e) {
        throw e.getCause() instanceof LinkFailure failure ? failure : LinkFailure.transientFailure(e.toString());
      } catch (InterruptedException e) {
        connecting.cancel(true);
        connecting.channel().close();
        throw e;
      }
    }
    throw LinkFailure.transientFailure(reason);
  }

  private LinkFailure live(Attempt attempt) throws InterruptedException {
    LinkId id = attempt.link().id();
    Peer peer = attempt.link().peer();
    toldOf = null;
    status = new LinkStatus(Direction.SOLICITED, remote.toString(), State.UP, Instant.now(), null, id, peer.name(),
        peer.key(),
        peer.version(), peer.maxPayloadBytes());
    events.up(status, id);
    LinkFailure failure;
    try {
      failure = attempt.ended().get();
    } catch (ExecutionException e) {
      failure = LinkFailure.transientFailure(e.toString());
    } catch (InterruptedException e) {
      attempt.link().channel.close();
      events.down(ended("this node stops", id), id);
      throw e;
    }
    status = ended(failure.getMessage(), null);
    events.down(ended(failure.getMessage(), id), id);
    return failure;
  }

  private LinkStatus ended(String reason, @Nullable LinkId id) {
    LinkStatus was = status;
    return new LinkStatus(Direction.SOLICITED, was.address(), State.DOWN, Instant.now(), reason, id, was.peerName(),
        was.peerKey(), was.peerVersion(), was.peerMaxPayloadBytes());
  }

  private void down(LinkFailure failure) {
    LinkStatus was = status;
    String reason = failure.getMessage();
    boolean same = was.state() == State.DOWN && reason.equals(was.lastError());
    if (!same) {
      status = new LinkStatus(Direction.SOLICITED, remote.toString(), State.DOWN,
          was.state() == State.DOWN ? was.since() : Instant.now(), reason, null, was.peerName(), was.peerKey(),
          was.peerVersion(), was.peerMaxPayloadBytes());
    }
    if (!reason.equals(toldOf)) {
      toldOf = reason;
      LOG.warn("no link to {}, dialling again until it is there reason={}", remote, reason);
    }
  }

  /** Stops dialling, closes the link, and waits for the dialling thread. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
