package io.edgesync.xfer.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.BodyTooLargeException;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.card.PrivateCard;
import io.edgesync.xfer.card.ProtocolException;
import io.edgesync.xfer.card.UnknownCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.envelope.XferBody.LoginPlacement;
import io.edgesync.xfer.login.LoginVerification;
import io.edgesync.xfer.login.PasswordLogin;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.testing.Captures;
import io.edgesync.xfer.testing.RandomCards;
import io.edgesync.xfer.testing.SeededRandom;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class XferBodyTest {

  private static final ProjectCode PROJECT = new ProjectCode("c0dec0dec0dec0dec0dec0dec0dec0dec0dec0de");
  private static final Principal ALICE = new Principal.FossilLogin(new PasswordLogin("alice", "tiger seven"));

  private final MemoryBudget budget = new MemoryBudget(1 << 20);

  @Test
  void whatIsEncodedIsReceivedInEveryForm() {
    SeededRandom.forAll(100, random -> {
      List<Card> cards = RandomCards.upTo(40, random).stream().filter(card -> !(card instanceof LoginCard)).toList();
      BodyForm form = random.oneOf(List.of(BodyForm.values()));
      LoginPlacement placement = random.oneOf(List.of(LoginPlacement.values()));
      Principal asker = random.chance(0.7) ? ALICE : Principal.NOBODY;

      try (EncodedBody body = XferBody.encode(CardSource.of(cards), asker, PROJECT, form, placement)) {
        byte[] wire = body.open().readAllBytes();

        assertThat(body.length()).isEqualTo(wire.length);
        assertThat(body.open().readAllBytes()).as("read a second time").isEqualTo(wire);
        try (ReceivedBody received = receive(wire, form, body.loginCookie())) {
          assertThat(all(received.cards())).isEqualTo(cards);
          assertThat(all(received.cards())).as("opened a second time").isEqualTo(cards);
          assertThat(received.textBytes()).isEqualTo(body.textBytes());
          LoginCard login = received.login();
          assertThat(login != null).isEqualTo(asker == ALICE);
          assertThat(received.nonceMatches()).isEqualTo(asker == ALICE);
          assertThat(login == null || LoginVerification.signatureMatches(login, "tiger seven", PROJECT)).isTrue();
        }
        if (asker == Principal.NOBODY) {
          try (CardSource.Cards reply = XferBody.stream(new ByteArrayInputStream(wire), form, CardLimits.DEFAULT,
              budget)) {
            assertThat(all(reply)).isEqualTo(cards);
          }
        }
      }
    });
    assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
  }

  @ParameterizedTest
  @MethodSource("captures")
  void everyRecordedBodyHasTheRecordedText(Captures.Message message) throws Exception {
    BodyForm form = message.header("Content-Type").equals("application/x-fossil") ? BodyForm.ZLIB : BodyForm.PLAIN;
    String cookie = message.header("Cookie").replace("x-f-l-c=", "");

    try (ReceivedBody received = receive(message.body(), form, cookie.isEmpty() ? null : cookie);
        ReceivedBody plain = receive(message.cards(), BodyForm.PLAIN, null)) {
      assertThat(received.textBytes()).isEqualTo(message.cards().length);
      assertThat(all(received.cards())).isNotEmpty().isEqualTo(all(plain.cards()));
      assertThat(received.nonceMatches()).isEqualTo(received.login() != null);
    }
  }

  @Test
  void theRecordedLoginsVerifyButTheOneWithTheWrongPassword() throws Exception {
    for (Captures.Message message : Captures.all()) {
      String cookie = message.header("Cookie").replace("x-f-l-c=", "");
      try (ReceivedBody received = receive(message.cards(), BodyForm.PLAIN, cookie.isEmpty() ? null : cookie)) {
        LoginCard login = received.login();
        if (login != null) {
          String password = login.user().equals("alice") ? "tiger seven" : "bobpw";
          assertThat(LoginVerification.signatureMatches(login, password, PROJECT)).as(message.name())
              .isEqualTo(!message.name().startsWith("10a"));
        }
      }
    }
  }

  @Test
  void theCookieIsTheOneThatStockSends() throws Exception {
    Captures.Message message = Captures.named("11-trunk-clone-cookie-login/2-request");
    try (ReceivedBody received = receive(message.body(), BodyForm.ZLIB,
        message.header("Cookie").replace("x-f-l-c=", ""))) {
      LoginCard login = Objects.requireNonNull(received.login());
      assertThat("x-f-l-c=" + LoginLine.cookie(login)).isEqualTo(message.header("Cookie"));
    }
  }

  @Test
  void aChangedByteBreaksTheNonce() throws Exception {
    byte[] text = Captures.named("06-config-pull-all/1-request").cards();
    text[text.length - 3]++;

    try (ReceivedBody received = receive(text, BodyForm.PLAIN, null)) {
      assertThat(received.login()).isNotNull();
      assertThat(received.nonceMatches()).isFalse();
    }
  }

  @Test
  void aLoginThatIsNotFirstStaysACard() throws Exception {
    try (ReceivedBody received = receive(bytes("private\nlogin a b c\n"), BodyForm.PLAIN, null)) {
      assertThat(received.login()).isNull();
      assertThat(all(received.cards())).containsExactly(new PrivateCard(), new LoginCard("a", "b", "c"));
    }
  }

  @Test
  void aCookieThatIsNoLoginIsIgnored() throws Exception {
    try (ReceivedBody received = receive(bytes("private\n"), BodyForm.PLAIN, "hello+world")) {
      assertThat(received.login()).isNull();
    }
  }

  @Test
  void aLargerAnnouncedSizeIsAccepted() throws Exception {
    byte[] wire = framed("private\n", 4_000_000_000L, 9);
    try (ReceivedBody received = receive(wire, BodyForm.ZLIB, null)) {
      assertThat(all(received.cards())).containsExactly(new PrivateCard());
    }
  }

  @Test
  void aSmallerAnnouncedSizeMakesTheBytesTextAsInFossil() throws Exception {
    try (ReceivedBody received = receive(framed("private\n", 3, 6), BodyForm.ZLIB, null)) {
      assertThat(all(received.cards())).hasSize(1).allMatch(card -> card instanceof UnknownCard);
    }
  }

  @Test
  void bytesAfterTheStreamAreIgnoredAndATruncatedStreamIsText() throws Exception {
    byte[] wire = framed("private\n", 8, 6);
    byte[] longer = java.util.Arrays.copyOf(wire, wire.length + 10);
    byte[] shorter = java.util.Arrays.copyOf(wire, wire.length - 2);

    try (ReceivedBody received = receive(longer, BodyForm.ZLIB, null)) {
      assertThat(all(received.cards())).containsExactly(new PrivateCard());
    }
    try (ReceivedBody received = receive(shorter, BodyForm.ZLIB, null)) {
      assertThat(all(received.cards())).doesNotContain(new PrivateCard());
    }
  }

  @Test
  void fourBytesOrFewerAreText() throws Exception {
    try (ReceivedBody received = receive(bytes("#hey"), BodyForm.ZLIB, null)) {
      assertThat(received.textBytes()).isEqualTo(4);
    }
    try (ReceivedBody received = receive(new byte[0], BodyForm.ZLIB, null)) {
      assertThat(all(received.cards())).isEmpty();
    }
  }

  @Test
  void aBombIsCutOffAtTheLimit() throws Exception {
    byte[] bomb = framed("#" + "x".repeat(5_000_000), 5_000_001, 9);
    CardLimits limits = CardLimits.DEFAULT.withBodyBytesMax(100_000);

    assertThat(bomb.length).isLessThan(10_000);
    assertThatThrownBy(() -> XferBody.receive(new ByteArrayInputStream(bomb), BodyForm.ZLIB, null, limits, budget))
        .isInstanceOf(BodyTooLargeException.class);
    try (CardSource.Cards reply = XferBody.stream(new ByteArrayInputStream(bomb), BodyForm.ZLIB, limits, budget)) {
      assertThatThrownBy(() -> all(reply)).isInstanceOf(BodyTooLargeException.class);
    }
  }

  @Test
  void textThatIsVeryMuchLargerThanItsBodyIsDecompressedAnewForEachReading() throws Exception {
    Card zeros = new FileCard(new Hash("1".repeat(40)), null, Content.of(new byte[512 << 10]));
    List<Card> cards = Collections.nCopies(40, zeros);
    byte[] wire;
    try (EncodedBody body = XferBody.encode(CardSource.of(cards), ALICE, PROJECT, BodyForm.ZLIB)) {
      wire = body.open().readAllBytes();
    }

    try (ReceivedBody received = receive(wire, BodyForm.ZLIB, null)) {
      assertThat(received.nonceMatches()).isTrue();
      for (int reading = 0; reading < 2; reading++) {
        assertThat(all(received.cards())).isEqualTo(cards);
      }
    }
    try (BodyText text = BodyInput.text(new ByteArrayInputStream(wire), BodyForm.ZLIB, 1 << 30);
        InputStream fromMiddle = text.open(10 << 20)) {
      assertThat(text).isInstanceOf(PackedText.class);
      assertThat(fromMiddle.readAllBytes()).hasSize((int) text.size() - (10 << 20));
    }
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    String rows = HexFormat.of().formatHex(noise).repeat(9);
    try (BodyText text = BodyInput.text(new ByteArrayInputStream(framed(rows, rows.length(), 6)), BodyForm.ZLIB,
        1 << 30)) {
      assertThat(text).isInstanceOf(Spool.class);
      assertThat(text.size()).isEqualTo(rows.length());
    }
    byte[] damaged = Arrays.copyOf(wire, wire.length - 4);
    assertThatThrownBy(() -> receive(damaged, BodyForm.ZLIB, null)).isInstanceOf(ProtocolException.class)
        .hasMessageContaining("damaged body");
    CardLimits less = CardLimits.DEFAULT.withBodyBytesMax(18 << 20);
    assertThatThrownBy(() -> XferBody.receive(new ByteArrayInputStream(wire), BodyForm.ZLIB, null, less, budget))
        .isInstanceOf(BodyTooLargeException.class);
  }

  @Test
  void ofABombThatIsNoCardsOnlyTheBeginningIsDecompressed() throws Exception {
    byte[] bomb = framed("#".repeat(40 << 20), 40 << 20, 9);
    byte[] broken = Arrays.copyOf(bomb, bomb.length / 2);

    try (ReceivedBody received = receive(broken, BodyForm.ZLIB, null);
        CardSource.Cards cards = received.cards().open()) {
      assertThat(cards.next()).isInstanceOfSatisfying(UnknownCard.class,
          card -> assertThat(card.line()).startsWith("####"));
    }
  }

  @Test
  void aStreamedReplyThatIsDamagedFails() throws Exception {
    byte[] wire = framed("private\n".repeat(1000), 8000, 6);
    for (byte[] damaged : List.of(java.util.Arrays.copyOf(wire, wire.length - 6), framed("private\n", 3, 6),
        bytes("Internal server error\n"))) {
      assertThatThrownBy(() -> {
        try (CardSource.Cards reply = XferBody.stream(new ByteArrayInputStream(damaged), BodyForm.ZLIB,
            CardLimits.DEFAULT, budget)) {
          all(reply);
        }
      }).isInstanceOf(IOException.class);
    }
  }

  static List<Captures.Message> captures() {
    return Captures.all();
  }

  private ReceivedBody receive(byte[] wire, BodyForm form, @Nullable String cookie) throws Exception {
    return XferBody.receive(new ByteArrayInputStream(wire), form, cookie, CardLimits.DEFAULT, budget);
  }

  private static List<Card> all(CardSource source) throws Exception {
    try (CardSource.Cards cards = source.open()) {
      return all(cards);
    }
  }

  private static List<Card> all(CardSource.Cards cards) throws Exception {
    List<Card> all = new ArrayList<>();
    for (Card card = cards.next(); card != null; card = cards.next()) {
      card.close();
      all.add(card);
    }
    return all;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] framed(String text, long announced, int level) {
    Deflater deflater = new Deflater(level);
    deflater.setInput(bytes(text));
    deflater.finish();
    byte[] wire = new byte[text.length() + 100];
    StoredForm.putSize(wire, announced);
    int length = 4 + deflater.deflate(wire, 4, wire.length - 4);
    deflater.end();
    return java.util.Arrays.copyOf(wire, length);
  }
}
