/**
 * The configuration language of {@code nats-server} and what its options mean here. {@link io.edgesync.mesh.config.ConfigParser} reads a
 * file into a tree of {@link io.edgesync.mesh.config.Value}s, each of which knows where it stands;
 * {@link io.edgesync.mesh.config.ServerConfig} maps the tree to the options of a broker and of the process around it.
 *
 * <pre>
 *   file, included files, environment → ConfigParser → Value.Block ┐
 *   flags of the command line ──────────────────────→ Value.Block ┴→ ServerConfig(BrokerOptions, LogOptions, …)
 *   ServerConfig that runs, ServerConfig that is read again ───→ Reload, or what cannot change
 * </pre>
 *
 * What is not supported is never passed over: it is a {@link io.edgesync.mesh.config.ConfigException} that names it, with file, line and
 * column as {@code nats-server} counts them. All that is wrong is said at once, but for what breaks the grammar.
 *
 * <p>A file is read as a whole and bounded in size, depth of nesting and depth of includes. Everything is immutable but the parser
 * itself, which one thread uses. Sources: {@code nats-server} ({@code conf/lex.go}, {@code conf/parse.go}, {@code server/opts.go} of 2.9).
 */
@NullMarked
package io.edgesync.mesh.config;

import org.jspecify.annotations.NullMarked;
