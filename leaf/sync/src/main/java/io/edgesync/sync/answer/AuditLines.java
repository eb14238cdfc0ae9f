package io.edgesync.sync.answer;

import io.edgesync.sync.rights.AnsweringSessions.Verdict;
import io.edgesync.sync.rights.Audit;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CommentCard;
import io.edgesync.xfer.card.ConfigCard;
import io.edgesync.xfer.card.CookieCard;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.card.UvFileCard;
import io.edgesync.xfer.round.Principal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What is written down of one request. One request, one thread. */
final class AuditLines {

  private static final Set<Class<?>> BRINGING = Set.of(FileCard.class, CFileCard.class, UvFileCard.class,
      ConfigCard.class);

  private final Audit audit;
  private final ProjectCode project;
  private final RequestState state;
  private final Map<Class<?>, Integer> asked = new LinkedHashMap<>();

  AuditLines(Audit audit, ProjectCode project, RequestState state) {
    this.audit = audit;
    this.project = project;
    this.state = state;
  }

  void read(Card card) {
    if (!(card instanceof PragmaCard || card instanceof CommentCard || card instanceof CookieCard)) {
      asked.merge(card.getClass(), 1, Integer::sum);
    }
  }

  /**
   * The request is judged: its login, where it had one and somebody could look at it, and what came of the rest.
   *
   * @param isAnswered it was read, what it brought is stored, and it is known what is to be said to it
   */
  void write(boolean isAnswered) {
    LoginCard login = state.asked.login();
    if (login != null && (isAnswered || state.login != null || !state.denial.isEmpty())) {
      line(state.login == null ? Audit.Kind.FAILED_LOGIN : Audit.Kind.LOGIN, "login",
          "user=" + Audit.quoted(login.user()) + " outcome=" + (state.login == null ? "failed" : "accepted"));
    }
    if (state.verdict instanceof Verdict.Proven(String node, boolean isNew, var seal) && isNew) {
      line(Audit.Kind.LOGIN, "login", "node=" + node + " outcome=accepted");
    } else if (state.verdict instanceof Verdict.Refused(String why)) {
      line(Audit.Kind.FAILED_LOGIN, "login", "outcome=failed reason=" + Audit.quoted(why));
    }
    String letters = state.rights.letters().isEmpty() ? "-" : state.rights.letters();
    boolean isRefused = !state.denial.isEmpty();
    Audit.Kind kind = isRefused
        ? Audit.Kind.REFUSED
        : asked.keySet().stream().anyMatch(BRINGING::contains) ? Audit.Kind.CHANGE : Audit.Kind.ROUND;
    line(kind, isRefused ? "refused" : "round",
        "who=" + who() + " asked=" + asked() + " letters=" + letters + " outcome="
            + (isRefused ? Audit.quoted(state.denial) : isAnswered ? "ok" : "failed"));
  }

  private void line(Audit.Kind kind, String what, String rest) {
    audit.write(kind, source(), what + " project=" + project + " link=" + Audit.quoted(link()) + " " + rest);
  }

  private String who() {
    String login = state.login;
    if (login != null) {
      return "user:" + Audit.quoted(login);
    }
    return state.asker instanceof Principal.Node(String key, var by) ? "node:" + key : "nobody";
  }

  private String asked() {
    String all = asked.entrySet().stream()
        .map(card -> card.getKey().getSimpleName().replace("Card", "").toLowerCase(Locale.ROOT)
            + (card.getValue() == 1 ? "" : "*" + card.getValue()))
        .collect(Collectors.joining(","));
    return all.isEmpty() ? "-" : all;
  }

  private String link() {
    return switch (state.asker) {
      case Principal.Mesh(String link, var account) -> link;
      case Principal.Node(var key, var by) -> by == null ? "-" : by.link();
      case Principal.Nobody(),Principal.FossilLogin _,Principal.ProvingNode _ -> "http " + state.asked.address();
    };
  }

  private String source() {
    return state.asker instanceof Principal.Node(String key, var by) ? key : link();
  }
}
