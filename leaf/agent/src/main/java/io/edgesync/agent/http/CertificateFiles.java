package io.edgesync.agent.http;

import io.edgesync.mesh.tls.TlsException;
import io.edgesync.mesh.tls.TlsListener;
import io.edgesync.mesh.tls.TlsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of a listener, read anew when its files change: whoever connects from then on is shown the new certificate. Files that cannot
 * be used change nothing, with one line in the log. They are looked at by a thread of its own, because they may be links that somebody
 * points elsewhere, of which no event tells.
 */
final class CertificateFiles implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CertificateFiles.class);

  private final TlsOptions options;
  private final Duration interval;
  private final Thread looking;
  private List<String> readStamps;
  /** Replaced by the looking thread, read by the event loop. */
  private volatile TlsListener current;

  private CertificateFiles(TlsOptions options, Duration interval) throws TlsException {
    this.options = options;
    this.interval = interval;
    this.readStamps = stamps();
    this.current = TlsListener.open(options);
    this.looking = Thread.ofVirtual().name("http-certificate").unstarted(this::look);
  }

  /** @throws TlsException naming the file that cannot be used */
  static CertificateFiles open(TlsOptions options, Duration interval) throws TlsException {
    CertificateFiles files = new CertificateFiles(options, interval);
    files.looking.start();
    return files;
  }

  /** As of the files' last good state. */
  TlsListener current() {
    return current;
  }

  private void look() {
    List<String> before = readStamps;
    try {
      while (true) {
        Thread.sleep(interval);
        List<String> now = stamps();
        // Certificate and key are two files: what still changes is not read.
        if (now.equals(before) && !now.equals(readStamps)) {
          readStamps = now;
          readAnew();
        }
        before = now;
      }
    } catch (InterruptedException closing) {
      // The end of it.
    }
  }

  private void readAnew() {
    try {
      current = TlsListener.open(options);
      LOG.info("certificate read anew file={}", options.certFile());
    } catch (TlsException e) {
      LOG.warn("changed certificate not usable, the one before stays reason={}", e.getMessage());
    }
  }

  private List<String> stamps() {
    return Stream.of(options.certFile(), options.keyFile(), options.caFile()).filter(Objects::nonNull)
        .map(CertificateFiles::stamp).toList();
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return now.fileKey() + " " + now.size() + " " + now.lastModifiedTime();
    } catch (IOException e) {
      return "unreadable";
    }
  }

  @Override
  public void close() {
    looking.interrupt();
  }
}
