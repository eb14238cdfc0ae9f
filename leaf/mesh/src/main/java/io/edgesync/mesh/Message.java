package io.edgesync.mesh;

import io.edgesync.mesh.subject.Subjects;
import org.jspecify.annotations.Nullable;

/**
 * What is published.
 *
 * @param subject literal subject, tokens separated by {@code .}, no wildcards
 * @param reply where an answer should go, or null
 * @param headers {@link Headers#NONE} for none
 * @param payload not copied: whoever hands it over does not change it any more, nor does a receiver
 */
@SuppressWarnings("ArrayRecordComponent") // bodies of a megabyte pass through here; copying them is the cost that matters
public record Message(String subject, @Nullable String reply, Headers headers, byte[] payload) {

  public Message {
    Subjects.requireLiteral(subject);
    if (reply != null) {
      Subjects.requireReply(reply);
    }
  }

  public Message(String subject, byte[] payload) {
    this(subject, null, Headers.NONE, payload);
  }

  public Message withReply(@Nullable String newReply) {
    return new Message(subject, newReply, headers, payload);
  }
}
