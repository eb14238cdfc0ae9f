package io.edgesync.agent.nats;

import io.edgesync.mesh.identity.NodeKey;
import io.edgesync.xfer.artifact.ProjectCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The subjects of one mesh.
 *
 * @param prefix first token, {@code fossil} unless configured
 */
public record SyncSubjects(String prefix) {

  /** Shared by all who answer for a project, ours and Go's. */
  public String shared(ProjectCode project) {
    return prefix + "." + project + ".sync";
  }

  /** Rounds for one project that one peer of Go EdgeSync answers, or we for such peers. */
  public String goDirected(ProjectCode project, String peerId) {
    return shared(project) + "." + peerId;
  }

  /** {@link #goDirected} of every project and peer. */
  public String allGoDirected() {
    return prefix + ".*.sync.*";
  }

  /** The project that a subject of {@link #allGoDirected} is about; null where it is one of our own nodes that listens there. */
  public @Nullable ProjectCode projectOfGoHub(String subject) {
    String code = project(subject);
    String peer = subject.substring(subject.lastIndexOf('.') + 1);
    return ProjectCode.isProjectCode(code) && !NodeKey.isNodeKey(peer) ? new ProjectCode(code) : null;
  }

  /** Where hubs of Go EdgeSync announce check-ins. */
  public String goCommit(ProjectCode project) {
    return prefix + "." + project + ".commit";
  }

  /** The queue group on {@link #shared}, as Go hubs name it. */
  public String sharedQueue(ProjectCode project) {
    return "sync-" + project;
  }

  /** Announcements of new artifacts. */
  public String gossip(ProjectCode project) {
    return prefix + "." + project + ".gossip";
  }

  /** Announcements of every project of the mesh. */
  String allGossip() {
    return prefix + ".*.gossip";
  }

  /** {@link #shared} of every project of the mesh. */
  String allShared() {
    return prefix + ".*.sync";
  }

  /**
   * The queue group on {@link #allShared} of the nodes that hold just these projects. No project's own group has such a name: it is
   * shorter.
   */
  static String sharedQueue(Set<ProjectCode> projects) {
    String codes = projects.stream().map(ProjectCode::hex).sorted().collect(Collectors.joining(" "));
    byte[] digest = sha256(codes.getBytes(StandardCharsets.US_ASCII));
    return "sync-" + HexFormat.of().formatHex(digest, 0, 16);
  }

  private static byte[] sha256(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The project that a subject of {@link #allGossip}, {@link #allShared} or {@link #allGoDirected} names, whatever is in that place. */
  String project(String subject) {
    int start = prefix.length() + 1;
    return subject.substring(start, subject.indexOf('.', start));
  }

  public String presence(String node) {
    return prefix + ".presence." + node;
  }

  public String allPresence() {
    return prefix + ".presence.*";
  }

  /** Everything addressed to one node: rounds and its inboxes. */
  public String allOf(String node) {
    return prefix + ".peer." + node + ".>";
  }

  /** Rounds for one project, answered by one node. */
  public String directed(String node, ProjectCode project) {
    return prefix + ".peer." + node + "." + project + ".sync";
  }

  String inbox(String node, String token) {
    return prefix + ".peer." + node + ".in." + token;
  }

  /** Whose inbox a subject is; the subject itself when it is none of ours. */
  String owner(String subject) {
    String start = prefix + ".peer.";
    int end = subject.startsWith(start) ? subject.indexOf('.', start.length()) : -1;
    return end < 0 ? subject : subject.substring(start.length(), end);
  }

  /** Whether it is an inbox of some node. */
  boolean isInbox(String subject) {
    String node = owner(subject);
    return !node.equals(subject) && subject.length() > inbox(node, "").length() && subject.startsWith(inbox(node, ""));
  }

  /** The token of an inbox of {@code node}; null when the subject is something else. */
  @Nullable
  String inboxToken(String node, String subject) {
    String start = inbox(node, "");
    return subject.startsWith(start) ? subject.substring(start.length()) : null;
  }

  /** The project of a directed round for {@code node}; null when the subject is something else. */
  @Nullable
  ProjectCode directedProject(String node, String subject) {
    String start = prefix + ".peer." + node + ".";
    if (!subject.startsWith(start) || !subject.endsWith(".sync") || subject.length() != start.length() + 45) {
      return null;
    }
    String code = subject.substring(start.length(), start.length() + 40);
    return ProjectCode.isProjectCode(code) ? new ProjectCode(code) : null;
  }
}
