package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubjectCacheTest {

  private final SubjectCache cache = new SubjectCache(
      new ClientConnection(Node.of(BrokerOptions.named("caching")), new EmbeddedChannel(), false, _ -> {}).holding);
  private final Router router = new Router("$LDS.test");

  private static final class Subscriber extends LocalInterest {
    Subscriber(String subject) {
      super(subject, null);
    }

    @Override
    boolean deliver(Publication publication) {
      return true;
    }
  }

  private SubjectCache.Entry find(String subject) {
    byte[] line = ("PUB " + subject + " 5").getBytes(StandardCharsets.ISO_8859_1);
    return cache.find(line, 4, 4 + subject.length());
  }

  @Test
  void aSubjectIsFoundAgainByItsBytes() {
    SubjectCache.Entry first = find("a.b");

    assertThat(first.text).isEqualTo("a.b");
    assertThat(find("a.b")).isSameAs(first);
    assertThat(find("a.c").text).isEqualTo("a.c");
  }

  @Test
  void moreSubjectsThanItKeepsAreAllAnsweredRight() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 20_000; i++) {
        assertThat(find("s." + i).text).isEqualTo("s." + i);
      }
    }
  }

  @Test
  void aKeptMatchNoticesSubscribersThatComeAndGo() {
    SubjectCache.Entry entry = find("a.b");
    assertThat(entry.match(router).isEmpty()).isTrue();
    var literal = new Subscriber("a.b");
    var wildcard = new Subscriber("a.*");

    router.add(literal);
    assertThat(entry.match(router).receivers().plain).containsExactly(literal);
    router.add(wildcard);
    assertThat(List.of(entry.match(router).receivers().plain)).hasSize(2);
    router.remove(literal);
    assertThat(entry.match(router).receivers().plain).containsExactly(wildcard);
    router.remove(wildcard);
    assertThat(entry.match(router).isEmpty()).isTrue();
  }

  @Test
  void aKeptMatchIsNotBelievedWhenTheRouterForgotIt() {
    SubjectCache.Entry entry = find("a.b");
    assertThat(entry.match(router).isEmpty()).isTrue();
    // As many subjects as make the router forget what it knows, this one too.
    for (int i = 0; i < 10_000; i++) {
      assertThat(router.match("other." + i).isEmpty()).isTrue();
    }
    var subscriber = new Subscriber("a.b");

    router.add(subscriber);

    assertThat(entry.match(router).receivers().plain).containsExactly(subscriber);
  }
}
