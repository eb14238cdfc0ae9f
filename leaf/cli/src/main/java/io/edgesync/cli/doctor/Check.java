package io.edgesync.cli.doctor;

import java.util.List;

/** Looks at one thing. Never throws for what it finds. */
@FunctionalInterface
interface Check {
  List<Finding> run() throws InterruptedException;
}
