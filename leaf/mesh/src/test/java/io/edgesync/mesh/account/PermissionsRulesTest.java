package io.edgesync.mesh.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PermissionsRulesTest {

  @Test
  void aSubscriptionMayNotBeWiderThanWhatIsAllowed() {
    var permissions = new Permissions(PermissionOptions.EVERYTHING.withSubscribe(List.of("a.*", "b"), List.of()));

    // nats-server takes the tail for a letter, and lets it pass.
    assertThat(permissions.maySubscribe("a.>", null)).isFalse();
    assertThat(permissions.maySubscribe("a.*", null)).isTrue();
    assertThat(permissions.maySubscribe("a.b", "any")).isTrue();
    assertThat(permissions.maySubscribe("*", null)).isFalse();
    assertThat(permissions.maySubscribe(">", null)).isFalse();
  }

  @Test
  void aDeniedQueueIsDeniedItsMessagesToo() {
    var permissions = new Permissions(PermissionOptions.EVERYTHING.withSubscribe(List.of(), List.of("a.no grp")));

    assertThat(permissions.maySubscribe("a.no", "grp")).isFalse();
    assertThat(permissions.maySubscribe("a.no", "other")).isTrue();
    assertThat(permissions.maySubscribe("a.no", null)).isTrue();
    assertThat(permissions.maySubscribe("a.*", "grp")).isTrue();
    assertThat(permissions.mayReceive("a.no", "grp")).isFalse();
    assertThat(permissions.mayReceive("a.no", null)).isTrue();
  }

  @Test
  void onlyAnswersMayBePublishedWhereNothingIsListed() {
    var permissions = new Permissions(PermissionOptions.EVERYTHING.withResponses(ResponseOptions.DEFAULT));

    assertThat(permissions.mayPublish("anything")).isFalse();
    assertThat(permissions.maySubscribe("anything", null)).isTrue();
  }

  @Test
  void whatMayBeAnsweredIsForgottenBeforeItFillsTheMemory() {
    var grants = new ReplyGrants(new ResponseOptions(1, Duration.ofMinutes(1)));
    for (int i = 0; i < 10_000; i++) {
      grants.grant("in." + i, 0);
    }

    assertThat(grants.use("in.0", 1)).isFalse();
    assertThat(grants.use("in.9999", 1)).isTrue();
    assertThat(grants.use("in.9999", 1)).isFalse();
    assertThat(grants.use("in.9998", Duration.ofMinutes(2).toNanos())).isFalse();
  }
}
