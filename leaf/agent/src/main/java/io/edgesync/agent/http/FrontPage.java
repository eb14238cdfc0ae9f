package io.edgesync.agent.http;

/** What a person sees who comes without Fossil. Names repositories only to those who know the name, as {@code fossil server} does. */
final class FrontPage {

  private FrontPage() {}

  /** @param path {@code /}, or one of a repository */
  static Page.Sheet of(Routes routes, String path) {
    String name = routes.find(path).map(found -> found.route().name()).orElse("");
    String at = routes.find("/").isPresent() ? "/" : "/" + (name.isEmpty() ? "NAME" : name);
    String file = (name.isEmpty() ? "NAME" : name.substring(name.lastIndexOf('/') + 1)) + ".fossil";
    return new Page.Sheet(200, "text/html; charset=utf-8", """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>EdgeSync</title></head><body>
        <h1>EdgeSync</h1>
        <p>This leaf answers Fossil's sync protocol. Clone a repository with:</p>
        <pre>
        fossil clone %s %s
        </pre>
        </body></html>
        """.formatted(escape("http://HOST:PORT" + at), escape(file)));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }
}
