package io.edgesync.agent.http;

import com.grack.nanojson.JsonWriter;

/** What a person or a probe sees who comes without Fossil. */
final class FrontPage {

  private FrontPage() {}

  static String html(Routes routes) {
    StringBuilder html = new StringBuilder("""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>EdgeSync</title></head><body>
        <h1>EdgeSync</h1>
        <p>This leaf answers Fossil's sync protocol. Clone a repository with:</p>
        <pre>
        """);
    for (String name : routes.names()) {
      html.append("fossil clone http://HOST:PORT").append(escape(routes.pathOf(name))).append(' ')
          .append(escape(name)).append(".fossil\n");
    }
    return html.append("</pre>\n</body></html>\n").toString();
  }

  static String health(Routes routes) {
    return JsonWriter.string().object().value("status", "ok").value("repositories", routes.names().size()).end().done()
        + "\n";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }
}
