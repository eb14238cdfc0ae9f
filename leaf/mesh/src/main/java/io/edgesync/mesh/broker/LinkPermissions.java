package io.edgesync.mesh.broker;

import io.edgesync.mesh.account.Permissions;
import io.edgesync.mesh.subject.SubjectPermissions;
import io.edgesync.mesh.subject.Subjects;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one leafnode link lets pass, seen from our end. Each question walks lists: whoever asks often keeps the answer by subject.
 *
 * @param imports what we may be sent
 * @param exports what we may send
 * @param user what the user may send as whom the other end has logged in; null for everything, or where we are the one who logged in
 */
record LinkPermissions(SubjectPermissions imports, SubjectPermissions exports, @Nullable Permissions user) {
  static final LinkPermissions EVERYTHING = new LinkPermissions(SubjectPermissions.EVERYTHING,
      SubjectPermissions.EVERYTHING, null);

  /** Kept off every link between ordinary accounts, both ways: the other side's JetStream is not ours. */
  private static final SubjectPermissions JETSTREAM_STAYS = new SubjectPermissions(List.of(),
      List.of("$JS.API.>", "$KV.>", "$OBJ.>"));

  /** Of somebody who has logged in with us. */
  static LinkPermissions ofUser(@Nullable Permissions user, List<String> deniedByPeer) {
    SubjectPermissions theirs = user == null ? SubjectPermissions.EVERYTHING : user.subscribeLists();
    return new LinkPermissions(SubjectPermissions.EVERYTHING,
        new SubjectPermissions(wire(theirs.allow()), joined(wire(theirs.deny()), deniedByPeer)), user);
  }

  /** What the other end's INFO lets us do, less what we do not want ourselves. */
  static LinkPermissions ofInfo(SubjectPermissions imports, SubjectPermissions exports, List<String> denyImports,
      List<String> denyExports) {
    return new LinkPermissions(new SubjectPermissions(imports.allow(), joined(imports.deny(), wire(denyImports))),
        new SubjectPermissions(exports.allow(), joined(exports.deny(), wire(denyExports))), null);
  }

  private static List<String> wire(List<String> subjects) {
    return subjects.stream().map(Subjects::toWire).toList();
  }

  private static List<String> joined(List<String> one, List<String> other) {
    var both = new ArrayList<>(one);
    both.addAll(other);
    return both;
  }

  /**
   * Whether the other end may be told of interest in this subject or pattern: also in one that is wider than what we may be sent, as
   * {@code nats-server} does it. The other end sends what is within both, and so much is let in.
   */
  boolean mayAnnounce(String pattern) {
    return pattern.startsWith(Interest.LOOP_PREFIX) || (imports.permitsSomeOf(pattern) && staysNowhere(pattern));
  }

  /** Whether the other end may be sent messages of this subject. */
  boolean maySend(String subject) {
    return !subject.isEmpty() && exports.permits(subject) && staysNowhere(subject);
  }

  private static boolean staysNowhere(String subject) {
    return subject.charAt(0) != '$' || JETSTREAM_STAYS.permits(subject);
  }

  /** Whether the other end, which hangs off us, may announce this: a pattern may, what it may not have of that is not sent. */
  boolean mayBeAnnounced(String pattern) {
    return !Subjects.isLiteral(pattern) || pattern.startsWith(Interest.LOOP_PREFIX)
        || pattern.startsWith("_GR_.") || pattern.startsWith("$GR.") || maySend(pattern);
  }

  /** Whether the other end may send us messages of this subject. Answers on their way back through other accounts always pass. */
  boolean mayBeSent(String subject) {
    return subject.startsWith("_R_.") || subject.startsWith("$JS.ACK.")
        || ((user == null || user.mayPublish(subject)) && imports.permits(subject));
  }
}
