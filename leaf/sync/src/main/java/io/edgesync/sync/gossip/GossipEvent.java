package io.edgesync.sync.gossip;

import io.edgesync.xfer.artifact.Hash;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the machine is told. A {@code via} names the broadcast domain that something came by: what one publication reaches; null is this
 * node itself. A digest stands for a set of names.
 */
public sealed interface GossipEvent {

  /** What came under the name of a node, which anybody may use. */
  sealed interface Said extends GossipEvent {
    String node();
  }

  /**
   * Public, complete artifacts became visible here.
   *
   * @param via  the domain they came by; null when they were made on this device or the domain is not known
   * @param ours this node's digest, with them
   */
  record Stored(List<Hash> names, @Nullable String via, String ours) implements GossipEvent {
    public Stored {
      names = List.copyOf(names);
    }
  }

  /**
   * This node's digest may be another one, and not because of names that {@link Stored} tells of: names may be missing from its set; or it may want names
   * that it did not want, as after a change of its shun list.
   */
  record Changed(String ours) implements GossipEvent {}

  /**
   * A node announced artifacts.
   *
   * @param unknown those of the announced names that are neither held nor shunned here
   */
  record Announced(String node, List<Hash> unknown, @Nullable String via) implements Said {
    public Announced {
      unknown = List.copyOf(unknown);
    }
  }

  /**
   * A node's beacon came.
   *
   * @param theirs its digest
   */
  record Beacon(String node, String theirs, @Nullable String via) implements Said {}

  /**
   * A node told of what it has beside public artifacts, which is not what is here.
   *
   * @param difference stands for both states: the same text where nothing changed, another where something did
   */
  record Beside(String node, String difference, @Nullable String via) implements Said {}

  /**
   * A session that {@link GossipEffect.StartSession} asked for ended.
   *
   * @param compares whether it was one that compares everything
   * @param received artifacts newly stored
   * @param gave     artifacts given to the node
   * @param ours     this node's digest after it
   */
  record SessionEnded(String node, boolean compares, End end, int received, int gave,
      String ours) implements GossipEvent {}

  /**
   * A session that runs goes on: bytes pass.
   *
   * @param compares whether it is one that compares everything
   * @param heldUp   for how long so far we held it up ourselves, or a narrow link did, which is not the node's fault
   */
  record Progressed(String node, boolean compares, Duration heldUp) implements GossipEvent {}

  /** What came of a session. */
  sealed interface End {
    /** Both sides said all they had to say. */
    record Answered() implements End {}

    /** The peer could not be reached, did not do as it was asked, or we broke off. */
    record Failed() implements End {}

    /** The peer does not let us: only other rights, or much time, make another attempt worth while. */
    record Denied() implements End {}

    /**
     * The peer has no time now.
     *
     * @param retryAfter zero where it does not say for how long
     */
    record Refused(Duration retryAfter) implements End {}
  }

  /** The node left: nothing is asked of it any more. */
  record Gone(String node) implements GossipEvent {}

  /**
   * The link is down at whose other end the node was: what was asked of it does not come, until it is heard again.
   *
   * @param via the domain of the link
   */
  record LinkDown(String node, String via) implements GossipEvent {}

  /** So many nodes hear what is said in a domain, heard of or not. */
  record Audience(String via, int nodes) implements GossipEvent {}

  /** The domain is out of reach, and with it the nodes heard by it, until they are heard again. */
  record ViaDown(String via) implements GossipEvent {}

  /** The node says that other rights are in force there: what it denied it may grant. */
  record RightsChanged(String node) implements Said {}

  /** The node asked for what we have and may not: it does not come for what it lacks. Anybody may ask under any name. */
  record TurnedAway(String node) implements Said {}

  /** Compare with every node that can be reached, whatever was said last. */
  record CompareAll() implements GossipEvent {}

  /** The moment that {@link GossipEffect.WakeAt} named, or any other moment. */
  record Tick() implements GossipEvent {}
}
