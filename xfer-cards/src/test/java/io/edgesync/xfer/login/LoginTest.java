package io.edgesync.xfer.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.LoginCard;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class LoginTest {

  private static final ProjectCode PROJECT = new ProjectCode("c0dec0dec0dec0dec0dec0dec0dec0dec0dec0de");
  private static final String SECRET = "16544635f94d74ae99674c8a95e3d5551a1a449a";
  private static final String NONCE = "8e71ae75a60d4a58782eace73942d454551fc716";
  private static final LoginCard LOGIN = new LoginCard("alice", NONCE, "339d3898a2a5917daf7be04e4b30f54ad327e539");
  private static final String BODY = """
      pragma client-version 22100 20230226 192424
      reqconfig /all
      # F71566FF1F74192A7D5356093870A5543C43BE13
      """;

  @Test
  void theWorkedExampleThatStockFossilAccepted() throws Exception {
    assertThat(SharedSecret.of(PROJECT, "alice", "tiger seven").hex()).isEqualTo(SECRET);
    assertThat(new PasswordLogin("alice", "tiger seven").sign(PROJECT, NONCE)).isEqualTo(LOGIN);
    assertThat(LoginVerification.nonceMatches(LOGIN, body(BODY))).isTrue();
    assertThat(LoginVerification.signatureMatches(LOGIN, SECRET, PROJECT)).isTrue();
  }

  @Test
  void aPasswordOfFortyHexadecimalDigitsIsTheSecretItself() {
    assertThat(new PasswordLogin("alice", SECRET).sign(PROJECT, NONCE)).isEqualTo(LOGIN);
  }

  @Test
  void aRepositoryMayHoldThePasswordInTheClear() {
    assertThat(LoginVerification.signatureMatches(LOGIN, "tiger seven", PROJECT)).isTrue();
    LoginCard overClearText = new LoginCard("alice", NONCE, SharedSecret.signature(NONCE, "tiger seven"));
    assertThat(LoginVerification.signatureMatches(overClearText, "tiger seven", PROJECT)).isTrue();
  }

  @Test
  void anotherPasswordAnotherUserAndAnEmptyPasswordDoNotMatch() {
    assertThat(LoginVerification.signatureMatches(LOGIN, "tiger eight", PROJECT)).isFalse();
    assertThat(
        LoginVerification.signatureMatches(new LoginCard("bob", NONCE, LOGIN.signature()), "tiger seven", PROJECT))
        .isFalse();
    LoginCard overNothing = new LoginCard("alice", NONCE, SharedSecret.signature(NONCE, ""));
    assertThat(LoginVerification.signatureMatches(overNothing, "", PROJECT)).isFalse();
  }

  @Test
  void theNonceMayBeSha3ButNotInUpperCaseNorOfAnotherLength() throws Exception {
    String sha3OfNothing = "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a";
    assertThat(LoginVerification.nonceMatches(new LoginCard("a", sha3OfNothing, "x"), body(""))).isTrue();
    assertThat(LoginVerification.nonceMatches(new LoginCard("a", sha3OfNothing.toUpperCase(java.util.Locale.ROOT), "x"),
        body("")))
        .isFalse();
    assertThat(LoginVerification.nonceMatches(new LoginCard("a", "da39", "x"), body(""))).isFalse();
    assertThat(LoginVerification.nonceMatches(LOGIN, body(BODY + " "))).isFalse();
  }

  @Test
  void aSecretDoesNotShowInText() {
    assertThat(SharedSecret.of(PROJECT, "alice", "tiger seven").toString()).doesNotContain(SECRET);
    assertThat(new PasswordLogin("alice", "tiger seven").toString()).doesNotContain("tiger");
  }

  private static ByteArrayInputStream body(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
