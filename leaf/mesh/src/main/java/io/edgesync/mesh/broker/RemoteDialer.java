package io.edgesync.mesh.broker;

import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.broker.LinkFailure.Remedy;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkLogin;
import io.edgesync.mesh.leafnode.LinkOptions;
import io.edgesync.mesh.leafnode.LinkStatus;
import io.edgesync.mesh.leafnode.LinkStatus.Direction;
import io.edgesync.mesh.leafnode.LinkStatus.Standing;
import io.edgesync.mesh.leafnode.LinkStatus.State;
import io.edgesync.mesh.leafnode.RemoteUrls;
import io.edgesync.mesh.leafnode.UserCredentials;
import io.edgesync.mesh.tls.DialTls;
import io.edgesync.mesh.tls.TlsDialer;
import io.edgesync.mesh.websocket.Acceptor;
import io.edgesync.mesh.websocket.WebsocketDialer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one leafnode link: dials, waits for its end, waits a while, dials the next address, until closed. A remote that is not there is
 * told of once, and again when the reason changes.
 */
final class RemoteDialer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteDialer.class);
  /** A link that ends sooner counts as a failed attempt, so that two that cut each other do not do so at full speed. */
  private static final Duration SHORT_LIFE = Duration.ofSeconds(5);

  private static final long FAREWELL_MILLIS = 2000;

  private final Node node;
  private final LinkOptions link;
  private final RemoteUrls urls;
  private final Bootstrap bootstrap;
  private final LinkEvents events;
  private final RandomGenerator random;
  private final Thread thread;
  /** The address of the attempt that is being made. */
  private LeafRemote url;
  private boolean needsTls;
  /** The key of the node is left out this time: the server may know the user of the URL and not the key. */
  private boolean withoutKey;
  /** Written by the dialling thread, read by anybody who asks. */
  private volatile LinkStatus status;
  private @Nullable String toldOf;

  /**
   * @param bootstrap without a handler
   */
  RemoteDialer(Node node, LinkOptions link, Bootstrap bootstrap, LinkEvents events, RandomGenerator random) {
    this.node = node;
    this.link = link;
    this.urls = new RemoteUrls(link, random);
    this.bootstrap = bootstrap;
    this.events = events;
    this.random = random;
    this.url = urls.next();
    this.status = new LinkStatus(Direction.SOLICITED, standing(), url.toString(), State.CONNECTING, Instant.now(), null,
        null,
        null, null, null, 0);
    this.thread = Thread.ofVirtual().name("dial " + url.address()).unstarted(this::dialForever);
  }

  private Standing standing() {
    return switch (link.role()) {
      case LEAF -> Standing.HUB;
      case HUB -> Standing.LEAF;
      case PEER -> Standing.PEER;
    };
  }

  void start() {
    thread.start();
  }

  LinkStatus status() {
    return status;
  }

  private void dialForever() {
    int failures = 0;
    int refusals = 0;
    int loops = 0;
    try {
      while (true) {
        LinkFailure failure;
        boolean lived = false;
        try {
          Attempt attempt = dial();
          long upNanos = System.nanoTime();
          failure = live(attempt);
          lived = System.nanoTime() - upNanos >= SHORT_LIFE.toNanos();
          learn(attempt);
        } catch (LinkFailure e) {
          failure = e;
        }
        if (triesAnotherWay(failure)) {
          continue;
        }
        failures = lived ? 0 : failures + 1;
        boolean loop = failure.remedy() == Remedy.LOOP;
        loops = (lived ? 0 : loops) + (loop ? 1 : 0);
        boolean firstLoop = loop && loops == 1;
        refusals = firstLoop || failure.remedy() == Remedy.AGAIN ? 0 : refusals + 1;
        down(failure);
        boolean later = failure.remedy() == Remedy.LATER || (loop && !firstLoop) || refusals >= urls.size();
        RedialPolicy policy = node.options().redial();
        // Each address of a round is tried before the pause grows.
        int round = firstLoop ? Integer.MAX_VALUE : (failures - 1) / urls.size();
        Thread.sleep(later ? policy.delayAfterRefusal(random) : policy.delay(round, random));
        refusals = later ? 0 : refusals;
        url = urls.next();
      }
    } catch (InterruptedException closing) {
      LOG.debug("no longer dialling remote={}", url);
    }
  }

  /** The same address, at once: with TLS, or with the user of the URL alone. Each of them once. */
  private boolean triesAnotherWay(LinkFailure failure) {
    if (failure.remedy() == Remedy.WITH_TLS && !needsTls) {
      needsTls = true;
      return true;
    }
    if (failure.remedy() == Remedy.OTHER_LOGIN && link.login() instanceof LinkLogin.ByNode && url.user() != null
        && node.options().identity() != null) {
      withoutKey = !withoutKey;
      return withoutKey;
    }
    return false;
  }

  private void learn(Attempt attempt) {
    List<String> advertised = attempt.handshake().advertised();
    if (advertised != null) {
      urls.learn(url, advertised);
    }
  }

  /** A connection and what becomes of it. */
  private record Attempt(LeafLink link, SolicitingHandshake handshake, CompletableFuture<LinkFailure> ended) {}

  private SolicitingHandshake.Call call() throws LinkFailure {
    NodeIdentity identity = node.options().identity();
    try {
      UserCredentials signer = switch (link.login()) {
        case LinkLogin.ByNode() -> identity == null || withoutKey ? null : new UserCredentials(null, identity);
        case LinkLogin.ByKey(var key) -> new UserCredentials(null, key);
        case LinkLogin.ByCredentials(var file) -> UserCredentials.load(file);
      };
      DialTls tls = link.tls() != null ? link.tls() : url.tls() || needsTls ? DialTls.DEFAULT : null;
      return new SolicitingHandshake.Call(link, url, signer, tls == null ? null : TlsDialer.open(tls),
          urls.tlsName(url));
    } catch (IOException e) {
      throw LinkFailure.transientFailure(String.valueOf(e.getMessage()));
    }
  }

  private Attempt dial() throws LinkFailure, InterruptedException {
    SolicitingHandshake.Call call = call();
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(url.host());
    } catch (UnknownHostException e) {
      throw LinkFailure.transientFailure("the name " + url.host() + " does not resolve");
    }
    String reason = "no address";
    for (InetAddress address : addresses) {
      var up = new CompletableFuture<LeafLink>();
      var ended = new CompletableFuture<LinkFailure>();
      var handshake = new SolicitingHandshake(node, call);
      ChannelFuture connecting = bootstrap.clone().handler(new ChannelInitializer<>() {
        @Override
        protected void initChannel(Channel channel) {
          attach(channel, call, up, ended, handshake);
        }
      }).connect(new InetSocketAddress(address, url.port()));
      try {
        connecting.await();
        if (connecting.isSuccess()) {
          return new Attempt(up.get(), handshake, ended);
        }
        reason = String.valueOf(connecting.cause().getMessage());
      } catch (ExecutionException e) {
        throw e.getCause() instanceof LinkFailure failure ? failure : LinkFailure.transientFailure(e.toString());
      } catch (InterruptedException e) {
        connecting.cancel(true);
        end(connecting.channel());
        throw e;
      }
    }
    throw LinkFailure.transientFailure(reason);
  }

  private void attach(Channel channel, SolicitingHandshake.Call call, CompletableFuture<LeafLink> up,
      CompletableFuture<LinkFailure> ended, SolicitingHandshake handshake) {
    Function<Channel, LeafLink> speaker = on -> new LeafLink(node, on, node.access().space(link.account()), handshake,
        up::complete, closed -> {
          LinkFailure failure = Objects.requireNonNull(closed.failure());
          ended.complete(failure);
          up.completeExceptionally(failure);
        });
    LeafRemote to = call.url();
    String path = to.websocketPath();
    if (path == null) {
      channel.pipeline().addLast(speaker.apply(channel));
      return;
    }
    TlsDialer tls = call.tls();
    new WebsocketDialer(to.address(), path, on -> {
      LeafLink speaking = speaker.apply(on);
      return new Acceptor.Accepted(speaking, speaking, () -> Farewell.of(speaking.reasonAtEnd()));
    }, why -> up.completeExceptionally(LinkFailure.transientFailure(to.address() + ": " + why)))
        .initialize(channel, tls == null ? null : tls.newHandler(channel.alloc(), call.tlsName(), to.port()));
  }

  private LinkFailure live(Attempt attempt) throws InterruptedException {
    LinkId id = attempt.link().id();
    Peer peer = attempt.link().peer();
    toldOf = null;
    status = new LinkStatus(Direction.SOLICITED, standing(), url.toString(), State.UP, Instant.now(), null, id,
        peer.name(),
        peer.key(),
        peer.version(), peer.maxPayloadBytes());
    events.up(status, id);
    LinkFailure failure;
    try {
      failure = attempt.ended().get();
    } catch (ExecutionException e) {
      failure = LinkFailure.transientFailure(e.toString());
    } catch (InterruptedException e) {
      end(attempt.link().channel);
      events.down(ended("this node stops", id), id);
      throw e;
    }
    status = ended(failure.getMessage(), null);
    events.down(ended(failure.getMessage(), id), id);
    return failure;
  }

  /** A peer behind a WebSocket is told, which the loops have to live for. */
  private static void end(Channel channel) {
    channel.close().awaitUninterruptibly(FAREWELL_MILLIS);
  }

  private LinkStatus ended(String reason, @Nullable LinkId id) {
    LinkStatus was = status;
    return new LinkStatus(Direction.SOLICITED, standing(), was.address(), State.DOWN, Instant.now(), reason, id,
        was.peerName(),
        was.peerKey(), was.peerVersion(), was.peerMaxPayloadBytes());
  }

  private void down(LinkFailure failure) {
    LinkStatus was = status;
    String reason = failure.getMessage();
    boolean same = was.state() == State.DOWN && reason.equals(was.lastError());
    if (!same) {
      status = new LinkStatus(Direction.SOLICITED, standing(), url.toString(), State.DOWN,
          was.state() == State.DOWN ? was.since() : Instant.now(), reason, null, was.peerName(), was.peerKey(),
          was.peerVersion(), was.peerMaxPayloadBytes());
    }
    if (!reason.equals(toldOf)) {
      toldOf = reason;
      LOG.warn("no link to {}, dialling again until it is there reason={}", url, reason);
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
