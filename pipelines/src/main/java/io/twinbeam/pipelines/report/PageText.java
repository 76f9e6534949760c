package io.twinbeam.pipelines.report;

import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The style sheet and the scripts that every page holds. */
final class PageText {

  // The version is that of the dependency in the POM.
  private static final String CHARTS =
      "META-INF/resources/webjars/echarts/5.3.1/dist/echarts.min.js";

  private PageText() {}

  static String styleSheet() {
    return read(Resources.getResource(PageText.class, "report.css"));
  }

  /** Apache ECharts, which draws the charts. */
  static String charts() {
    return read(Resources.getResource(CHARTS)).strip();
  }

  /** What the page itself does: builds charts from their data, moves slices, copies texts. */
  static String behaviour() {
    return read(Resources.getResource(PageText.class, "report.js"));
  }

  /** What a Content-Security-Policy calls a script, so that the page runs it and no other. */
  static String policySource(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String read(URL resource) {
    try {
      return Resources.toString(resource, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " must be readable", e);
    }
  }
}
