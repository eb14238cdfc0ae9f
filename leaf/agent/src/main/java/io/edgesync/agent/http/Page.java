package io.edgesync.agent.http;

import java.io.IOException;

/** What a person or a probe reads who comes without Fossil. Called from many threads at a time, each a virtual one. */
@FunctionalInterface
public interface Page {

  /**
   * Who reads.
   *
   * @param isLocal whether the connection comes from this machine: then what only its owner should know may be told
   */
  record Visitor(boolean isLocal) {}

  /**
   * What is read.
   *
   * @param status of HTTP, 200 where all is well
   */
  record Sheet(int status, String contentType, String text) {}

  Sheet read(Visitor visitor) throws IOException, InterruptedException;
}
