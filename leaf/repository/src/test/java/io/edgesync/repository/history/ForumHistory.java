package io.edgesync.repository.history;

import static io.edgesync.repository.history.HandMade.text;

import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Forum threads, written through the web pages of stock Fossil and, where these do not offer it, by hand. */
public final class ForumHistory {

  private static final Pattern POST = Pattern.compile("/forumpost/([0-9a-f]+)");

  private final FossilProcess.Server server;
  private final HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  private ForumHistory(FossilProcess.Server server) {
    this.server = server;
  }

  public static StockHistory in(Path directory) throws IOException {
    StockHistory history = StockHistory.in(directory);
    String checkin = history.add("a.txt", "a\n").commit("first of files");
    try (FossilProcess.Server server = history.fossil().serve(history.repository(), "--localauth")) {
      new ForumHistory(server).threads(checkin);
    }
    byHand(history);
    history.rebuild();
    return history;
  }

  private void threads(String checkin) throws IOException {
    String first = submit("forume1", "title", "A <thread> about 'it'", "content",
        "the first [post](" + checkin.substring(0, 10) + ") " + "and more of it. ".repeat(20), "mimetype",
        "text/x-markdown");
    String reply = submit("forume2", "fpid", first, "reply", "1", "content",
        "a reply to [" + checkin.substring(0, 11) + "]",
        "mimetype", "text/x-fossil-wiki");
    submit("forume2", "fpid", reply, "reply", "1", "content", "a reply to the reply", "mimetype", "text/plain");
    submit("forume2", "fpid", first, "edit", "1", "title", "Another: title", "content",
        "the first post, edited " + "and more of it. ".repeat(20), "mimetype", "text/x-markdown");
    String edited = submit("forume2", "fpid", reply, "edit", "1", "content", "an edited reply [abcd1234]", "mimetype",
        "text/x-fossil-wiki");
    submit("forume2", "fpid", edited, "edit", "1", "nullout", "1", "content", "", "mimetype", "text/x-fossil-wiki");
    String second = submit("forume1", "title", "ünïcode ☃", "content", "second thread", "mimetype", "text/plain");
    submit("forume2", "fpid", second, "edit", "1", "nullout", "1", "title", "", "content", "", "mimetype",
        "text/x-fossil-wiki");
  }

  /** Sends a form; returns the beginning of the new post's name. */
  private String submit(String page, String... fields) throws IOException {
    StringBuilder form = new StringBuilder("submit=Submit");
    for (int i = 0; i < fields.length; i += 2) {
      form.append('&').append(fields[i]).append('=').append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
    }
    HttpRequest request = HttpRequest.newBuilder(server.url().resolve(page))
        .header("Referer", server.url().toString())
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
        .build();
    try {
      HttpResponse<String> response = server.answer(client, request);
      Matcher post = POST.matcher(response.headers().firstValue("Location").orElse(""));
      if (!post.find()) {
        throw new AssertionError("not posted: " + response.statusCode() + " " + response.body());
      }
      return post.group(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Threads whose beginning is missing, forks of edits, tags on posts. */
  private static void byHand(StockHistory history) throws IOException {
    String missing = "ab".repeat(32);
    HandMade.put(history, "D 2024-04-05T07:00:01.000", "G " + missing, "I " + missing, "U alice", text("to nobody"));
    HandMade.put(history, "D 2024-04-05T07:00:02.000", "G " + missing, "H Edit\\sof\\snothing", "P " + missing,
        "U alice",
        text("edit of what is missing [aaaa1111]"));
    String root = HandMade.put(history, "D 2024-04-05T07:00:03.000", "H Root", "U alice", text("root [aaaa2222]"));
    HandMade.put(history, "D 2024-04-05T07:00:05.000", "G " + root, "H Late", "P " + root, "U alice",
        text("late edit"));
    HandMade.put(history, "D 2024-04-05T07:00:04.000", "G " + root, "H Early", "P " + root, "U alice",
        text("early edit"));
    String reply = HandMade.put(history, "D 2024-04-05T07:00:06.000", "G " + root, "I " + root, "N text/x-markdown",
        "U b\udce9b",
        text("[x][1] \udce9\n\n[1]: bbbb3333\n"));
    HandMade.put(history, "D 2024-04-05T07:00:07.000", "T *bgcolor " + root + " #010203",
        "T +comment " + reply + " hi\\s[cccc4444]",
        "T +date " + reply + " 2024-01-01T00:00:00", "T +hidden " + root, "T +user " + root + " other", "U admin");
  }
}
