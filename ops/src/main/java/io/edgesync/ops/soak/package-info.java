/**
 * Long tests on purpose hard: {@link io.edgesync.ops.soak.KillSoak} kills a program of ours in the middle of its work, again and again;
 * {@link io.edgesync.ops.soak.BesideSoak} works on one repository together with {@code fossil commit};
 * {@link io.edgesync.ops.soak.BrokerSoak} loads the embedded NATS server. All end with a report, and with
 * exit code 1 when a promise was not kept. The tests run them shortened.
 *
 * <pre>
 * ops/soak-kills  → KillSoak: KilledProgram (a JVM) ⇒ SIGKILL → Judge: fossil test-integrity, verify, what was acknowledged
 * ops/soak-beside → BesideSoak: OurWork (writer, readers) beside StockWork (fossil commit) → Judge: everything there, rebuild agrees
 * ops/soak-broker → BrokerSoak: ServerProcess (a JVM) ← SoakClients → samples of its memory, its log
 * </pre>
 *
 * <p>Everything random in {@code soak-kills} follows from the seed that is printed; moments of the operating system, and what is written
 * beside {@code fossil commit}, do not.
 */
@NullMarked
package io.edgesync.ops.soak;

import org.jspecify.annotations.NullMarked;
