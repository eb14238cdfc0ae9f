package io.edgesync.agent.foreign;

import io.edgesync.mesh.Headers;
import io.nats.client.Message;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Headers between ours and jnats's, which keeps the order of values under one name, but not the order of names. jnats knows ASCII
 * only: it takes nothing else, and a message of somebody else that has more in its headers makes it connect anew.
 */
final class ForeignHeaders {

  private ForeignHeaders() {}

  /** For jnats: other characters become {@code ?}. Null for none. */
  static io.nats.client.impl.@Nullable Headers toJnats(Headers headers) {
    if (headers.fields().isEmpty()) {
      return null;
    }
    io.nats.client.impl.Headers theirs = new io.nats.client.impl.Headers();
    for (Headers.Field field : headers.fields()) {
      theirs.add(ascii(field.name()), ascii(field.value()));
    }
    return theirs;
  }

  private static String ascii(String text) {
    return text.replaceAll("[^\\x00-\\x7f]", "?");
  }

  /** Of very many only the first, as {@link Headers#parse} has it. */
  static Headers of(Message message) {
    Headers ours = message.isStatusMessage() ? Headers.ofStatus(message.getStatus().getCode()) : Headers.NONE;
    if (message.hasHeaders()) {
      for (Map.Entry<String, List<String>> field : message.getHeaders().entrySet()) {
        for (String value : field.getValue()) {
          if (ours.fields().size() == Headers.FIELDS_MAX) {
            return ours;
          }
          ours = ours.with(field.getKey(), value);
        }
      }
    }
    return ours;
  }
}
