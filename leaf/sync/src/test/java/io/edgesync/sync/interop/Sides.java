package io.edgesync.sync.interop;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.answer.AnswerListener;
import io.edgesync.sync.answer.Answerer;
import io.edgesync.sync.answer.Served;
import io.edgesync.sync.rights.FossilAuthorizer;
import io.edgesync.sync.session.LinkExchange;
import io.edgesync.sync.session.RoundTrip;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.testing.JdkFront;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.http.HttpOptions;
import io.edgesync.xfer.http.HttpTransport;
import io.edgesync.xfer.login.LoginSigner;
import io.edgesync.xfer.login.PasswordLogin;
import io.edgesync.xfer.testing.FossilProcess;
import java.net.URI;
import java.nio.file.Path;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Our side or stock's, as server and as client, over one repository file each: the corners of an interoperability matrix. */
final class Sides {

  enum Whose {
    OURS, STOCK
  }

  enum Login {
    RIGHT(StockRepository.PASSWORD), WRONG("elephant"), NONE(null);

    private final @Nullable String password;

    Login(@Nullable String password) {
      this.password = password;
    }

    @Nullable
    LoginSigner signer() {
      return password == null ? null : new PasswordLogin(FossilProcess.USER, password);
    }

    /** As the stock client takes it on its command line. */
    String url(URI server) {
      return password == null
          ? server.toString()
          : server.toString().replace("//", "//" + FossilProcess.USER + ":" + password.replace(" ", "%20") + "@");
    }
  }

  /** A server until it is closed. */
  interface Open extends AutoCloseable {
    URI url();

    @Override
    void close();
  }

  /** What a client of ours does over its repository. */
  interface Asking<T> {
    T ask(Repository repository, RoundTrip rounds) throws InterruptedException;
  }

  private Sides() {}

  static Open serve(Whose whose, FossilProcess fossil, Path file) {
    if (whose == Whose.STOCK) {
      FossilProcess.Server server = fossil.serve(file);
      return open(server.url(), server);
    }
    Repository repository = Repository.open(file, CloneSessionTest.options());
    Answerer answerer = new Answerer(Served.of(repository), new FossilAuthorizer(repository.users()),
        AnswerLimits.DEFAULT.withDownloadBytesMax(200_000), null, SyncClock.SYSTEM, AnswerListener.SILENT);
    JdkFront front = new JdkFront(answerer, new MemoryBudget(256 << 20));
    return open(front.url(), () -> {
      front.close();
      repository.close();
    });
  }

  private static Open open(URI url, AutoCloseable server) {
    return new Open() {
      @Override
      public URI url() {
        return url;
      }

      @Override
      public void close() {
        try {
          server.close();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  static <T> T ask(Path file, URI server, Login login, Asking<T> asking) throws InterruptedException {
    return ask(file, 100 << 20, server, login, SessionLimits.DEFAULT, asking);
  }

  static <T> T ask(Path file, long fileBytesMax, URI server, Login login, SessionLimits limits, Asking<T> asking)
      throws InterruptedException {
    RepositoryOptions options = CloneSessionTest.options();
    options = new RepositoryOptions(options.budget(), fileBytesMax, options.clock(), options.busyPatience());
    try (Repository repository = Repository.open(file, options);
        HttpTransport transport = new HttpTransport(server, HttpOptions.of(new MemoryBudget(256 << 20)))) {
      return asking.ask(repository, new RoundTrip(repository.artifacts(), transport, login.signer(), limits,
          SyncClock.SYSTEM, new Random()).withLinks(LinkExchange.telling(repository.links(), transport.peerName())));
    }
  }
}
