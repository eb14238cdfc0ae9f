/**
 * Monitoring of a broker. {@link io.edgesync.mesh.monitor.Monitor} answers over HTTP what {@code nats-server} answers, so that
 * {@code nats-top} and the exporter for Prometheus work; {@link io.edgesync.mesh.monitor.BrokerMetrics} gives the same figures to
 * Micrometer.
 *
 * <pre>
 *   GET /connz?sort=subs → Monitor → Query → Endpoints → Connz … → BrokerStatus
 *                                         ← JSON, or JSONP with callback=
 * </pre>
 *
 * An answer is made on a virtual thread of its own, never on an event loop of the broker. Nobody has to log in here: whoever reaches the
 * port sees who is connected and to what; so it is loopback unless the operator says otherwise. Nothing can be changed through it.
 * Sources: the NATS documentation on monitoring, {@code nats-server} ({@code server/monitor.go}) and its answers.
 */
@NullMarked
package io.edgesync.mesh.monitor;

import org.jspecify.annotations.NullMarked;
