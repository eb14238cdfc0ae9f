package io.edgesync.mesh;

import org.jspecify.annotations.Nullable;

/**
 * A message as it reaches a subscriber.
 *
 * @param link the leafnode link it came by; null when it was published in this process or by a client of this broker
 * @param originKey the node key ({@code U…}) that the peer on that link has proven by signing our nonce; null where nothing was
 *        proven. It vouches for the link, that is, for the last hop: behind a hub anybody may have written the message
 */
public record Delivery(Message message, @Nullable LinkId link, @Nullable String originKey) {

  /** Of the objects that a delivery is made of. */
  private static final int OBJECT_BYTES = 256;

  /** What it takes of the heap while it waits, about. */
  long bytesHeld() {
    String reply = reply();
    return OBJECT_BYTES + 2L * (subject().length() + (reply == null ? 0 : reply.length())) + headers().bytesHeld()
        + payload().length;
  }

  public String subject() {
    return message.subject();
  }

  public @Nullable String reply() {
    return message.reply();
  }

  public Headers headers() {
    return message.headers();
  }

  public byte[] payload() {
    return message.payload();
  }
}
