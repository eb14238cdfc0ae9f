package io.edgesync.agent.nats;

import io.edgesync.mesh.Headers;
import io.edgesync.mesh.Message;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One message of an exchange between two of our nodes, version 1. Headers: {@code Es-Version: 1}, {@code Es-Round: TOKEN},
 * {@code Es-Kind: KIND}, and by kind:
 *
 * <ul>
 * <li>{@code data}: {@code Es-Index} from 0, {@code Es-Last: 1} on the last; the payload is the next bytes of the body</li>
 * <li>{@code credit}: {@code Es-Credit}, how many bytes of the body the sender may have sent in all; {@code Es-At}, when that was so, in milliseconds of a
 * clock of the receiver's own</li>
 * <li>{@code working}: the answering side still computes; nothing else</li>
 * <li>{@code refused}: {@code Es-Code} as HTTP would have it, {@code Es-Retry-After} seconds, {@code Es-Limit} bytes; the payload
 * is the text</li>
 * <li>{@code cancel}: the asking side has given up</li>
 * </ul>
 *
 * A sender may be ahead by {@link #WINDOW_BYTES} at most, and is by what the way carries soon: {@link SendWindow}. A credit is what was consumed and a whole
 * window.
 */
sealed interface Part {

  /** Bytes that a sender may be ahead of its receiver's last credit. */
  int WINDOW_BYTES = 2 << 20;
  /** The largest payload, where {@code max_payload} allows it: small enough for others to get in between. */
  int PAYLOAD_BYTES_MAX = 256 << 10;
  /** What headers and control line may take of {@code max_payload}. */
  int HEADROOM_BYTES = 4 << 10;

  String VERSION = "Es-Version";
  String ROUND = "Es-Round";
  /** What a round's token is, so that an answer may repeat it. */
  String ROUND_PATTERN = "[A-Za-z0-9_-]{1,64}";
  String KIND = "Es-Kind";
  String INDEX = "Es-Index";
  String LAST = "Es-Last";
  String CREDIT = "Es-Credit";
  String AT = "Es-At";
  String CODE = "Es-Code";
  String RETRY_AFTER = "Es-Retry-After";
  String LIMIT = "Es-Limit";

  @SuppressWarnings("ArrayRecordComponent") // never copied: body bytes on their way
  record Data(int index, boolean last, byte[] payload) implements Part {}

  /** @param atMillis negative where the receiver did not say */
  record Credit(long bytes, long atMillis) implements Part {}

  record Working() implements Part {}

  record Refused(String text, int code, long retryAfterSeconds, long limitBytes) implements Part {}

  record Cancel() implements Part {}

  /** What is no part; never sent. */
  record Malformed(String why) implements Part {}

  /** The message that carries this part. {@code more} go in front of its own headers. */
  default Message toMessage(String subject, @Nullable String reply, String round, Headers more) {
    Headers headers = more.with(VERSION, "1").with(ROUND, round);
    byte[] nothing = {};
    return switch (this) {
      case Data(int index, boolean last, byte[] payload) -> {
        Headers data = headers.with(KIND, "data").with(INDEX, Integer.toString(index));
        yield new Message(subject, reply, last ? data.with(LAST, "1") : data, payload);
      }
      case Credit(long bytes, long atMillis) -> {
        Headers credit = headers.with(KIND, "credit").with(CREDIT, Long.toString(bytes));
        yield new Message(subject, reply, atMillis < 0 ? credit : credit.with(AT, Long.toString(atMillis)), nothing);
      }
      case Working() -> new Message(subject, reply, headers.with(KIND, "working"), nothing);
      case Refused(String text, int code, long retryAfter, long limit) -> new Message(subject, reply,
          headers.with(KIND, "refused").with(CODE, Integer.toString(code))
              .with(RETRY_AFTER, Long.toString(retryAfter)).with(LIMIT, Long.toString(limit)),
          text.getBytes(StandardCharsets.UTF_8));
      case Cancel() -> new Message(subject, reply, headers.with(KIND, "cancel"), nothing);
      case Malformed(String why) -> throw new IllegalStateException(why);
    };
  }

  /** Reads a part. A header that is there twice is as wrong as one that is missing: who reads the other one sees another body. */
  static Part parse(Message message) {
    Headers headers = message.headers();
    try {
      if (!one(headers, VERSION, "[0-9]{1,9}", "none").equals("1")) {
        return new Malformed("a part of another version came, 1 is spoken here");
      }
      one(headers, ROUND, ROUND_PATTERN, null);
      return switch (one(headers, KIND, "[a-z]{1,16}", null)) {
        case "data" -> new Data(Integer.parseInt(one(headers, INDEX, "[0-9]{1,9}", null)),
            one(headers, LAST, "1", "").equals("1"), message.payload());
        case "credit" -> new Credit(Long.parseLong(one(headers, CREDIT, "[0-9]{1,18}", null)),
            Long.parseLong(one(headers, AT, "[0-9]{1,12}", "-1")));
        case "working" -> new Working();
        case "refused" ->
          new Refused(text(message.payload()), Integer.parseInt(one(headers, CODE, "[0-9]{1,3}", "500")),
              Long.parseLong(one(headers, RETRY_AFTER, "[0-9]{1,18}", "0")),
              Long.parseLong(one(headers, LIMIT, "[0-9]{1,18}", "0")));
        case "cancel" -> new Cancel();
        default -> new Malformed("a part of another kind came");
      };
    } catch (IllegalArgumentException e) {
      return new Malformed(String.valueOf(e.getMessage()));
    }
  }

  /** @param otherwise where the header is missing; null where it must not be */
  private static String one(Headers headers, String name, String pattern, @Nullable String otherwise) {
    String found = null;
    for (Headers.Field field : headers.fields()) {
      if (field.name().equalsIgnoreCase(name)) {
        if (found != null || !field.value().matches(pattern)) {
          throw new IllegalArgumentException("a part came whose " + name + " is malformed or there twice");
        }
        found = field.value();
      }
    }
    if (found == null && otherwise == null) {
      throw new IllegalArgumentException("a part came without " + name);
    }
    return found == null ? String.valueOf(otherwise) : found;
  }

  /** A peer's words: cut to a sane length, control characters replaced. */
  private static String text(byte[] payload) {
    String text = new String(payload, 0, Math.min(payload.length, 500), StandardCharsets.UTF_8);
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
