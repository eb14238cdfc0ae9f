package io.edgesync.repository.authoring;

import io.edgesync.xfer.testing.FossilProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** Stock's web pages, for what it has no command for. Who asks from this machine is the administrator. */
public final class StockPages implements AutoCloseable {

  private static final String BOUNDARY = "----one-part-and-the-next";

  private final FossilProcess.Server server;
  private final HttpClient client = HttpClient.newHttpClient();

  public StockPages(FossilProcess fossil, Path repository) {
    this.server = fossil.serve(repository, "--localauth");
  }

  /** Sends a form; the page must answer by leading elsewhere, which it does when the form was taken. */
  public void post(String page, Map<String, String> fields) {
    String body = fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
    expect(302, request(page).header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(body)).build());
  }

  /** As {@link #post}, with a file in the field {@code f}. */
  public void upload(String page, Map<String, String> fields, String filename, byte[] content) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    fields.forEach((name, value) -> part(body, "name=\"" + name + "\"", value.getBytes(StandardCharsets.UTF_8)));
    part(body, "name=\"f\"; filename=\"" + filename + "\"\r\nContent-Type: application/octet-stream", content);
    body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    expect(302, request(page).header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
        .POST(BodyPublishers.ofByteArray(body.toByteArray())).build());
  }

  private static void part(ByteArrayOutputStream body, String disposition, byte[] content) {
    body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n")
        .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(content);
    body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
  }

  /** Asks for a page. */
  public void get(String page) {
    expect(200, request(page).GET().build());
  }

  private HttpRequest.Builder request(String page) {
    URI uri = server.url().resolve(page);
    return HttpRequest.newBuilder(uri).header("Referer", uri.toString());
  }

  private void expect(int status, HttpRequest request) {
    try {
      HttpResponse<String> answer = server.answer(client, request);
      if (answer.statusCode() != status) {
        throw new AssertionError(request.uri() + ": status " + answer.statusCode() + "\n" + answer.body());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
