package io.edgesync.xfer.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.xfer.content.Content;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CardWriterTest {

  @Test
  void errorTextsAreEscapedAsFossilWritesThem() throws Exception {
    assertThat(text(new ErrorCard("not authorized to read"))).isEqualTo("error not\\sauthorized\\sto\\sread\n");
    assertThat(text(new ErrorCard("bad command: \n"))).isEqualTo("error bad\\scommand:\\s\\n\n");
    assertThat(text(new ErrorCard(UrlText.encode("in uvfile line, HASH does not match CONTENT"))))
        .isEqualTo("error in+uvfile+line%2C+HASH+does+not+match+CONTENT\n");
  }

  @Test
  void aFieldThatWouldBecomeAnotherCardIsRefused() {
    assertThatThrownBy(() -> text(new UvGimmeCard("a\nigot b"))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> text(new PragmaCard("a b", List.of()))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> text(new CookieCard(""))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> text(new CommentCard("a\nprivate"))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aUvfileWhosePayloadContradictsItsLineIsRefused() {
    UvFileCard card = new UvFileCard("a", 1, "-", 0, 1, Content.of(new byte[3]));

    assertThatThrownBy(() -> text(card)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anOversizeCardNeverTravels() {
    assertThatThrownBy(() -> text(new OversizeCard("file", "x", 2, 1))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void urlTextIsFossils() {
    assertThat(UrlText.encode("login al\\sb 0a ü")).isEqualTo("login+al%5Csb+0a+%C3%BC");
    assertThat(UrlText.decode("login+al%5Csb+0a+%C3%BC%2")).isEqualTo("login al\\sb 0a ü%2");
  }

  @Test
  void unescapingUndoesEveryEscapeAndKeepsWhatIsNone() {
    assertThat(FossilText.unescape("\\s\\n\\r\\t\\v\\f\\0\\\\\\x\\")).isEqualTo(" \n\r\t\u000b\f\0\\x\\");
  }

  private static String text(Card card) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CardWriter writer = new CardWriter(out);
    writer.write(card);
    return out.toString(StandardCharsets.UTF_8);
  }
}
