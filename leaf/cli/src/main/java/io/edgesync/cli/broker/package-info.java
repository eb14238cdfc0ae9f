/**
 * {@code edgesync broker}: the embedded NATS server alone, as a process that can stand in for {@code nats-server}: the same flags,
 * configuration files, signals, log lines, files and exit codes, as far as they are supported.
 *
 * <pre>
 *   arguments → BrokerFlags ┐
 *   -c FILE → ConfigParser  ┴→ ServerConfig → BrokerProcess: Broker, Monitor, pid and ports files, signals → ServerLog
 *   SIGHUP → ServerConfig once more → Reload → Broker.reload
 * </pre>
 *
 * What this server does otherwise on purpose: without a host it listens on loopback, and where others reach it, somebody has to log in,
 * unless the operator says in words that nobody has to. What is not supported is an error that names it.
 *
 * <p>Threads: the main thread waits for the end; signals come on threads of the JVM and only say what is to be done. The table of
 * options is in docs/operations.md.
 */
@NullMarked
package io.edgesync.cli.broker;

import org.jspecify.annotations.NullMarked;
