/**
 * One SQLite file and how this process shares it with others: {@link io.edgesync.repository.database.RepositoryDatabase} runs short
 * reads and write transactions, {@link io.edgesync.repository.database.SqlSession} is a connection with its prepared statements,
 * {@link io.edgesync.repository.database.Schema} what Fossil keeps in it. {@link io.edgesync.repository.database.SqlText} binds values and
 * reads text for all who write SQL, so that text keeps its bytes.
 *
 * <pre>
 * caller (any thread, blocks) → queue → platform thread with its own connection → fair gate → BEGIN … COMMIT
 * </pre>
 *
 * <p>One writer thread and two reader threads per file, ended with their connections when idle. Write transactions begin with {@code BEGIN
 * EXCLUSIVE} without SQLite's busy waiting, repeated by our own loop: stock Fossil then waits for us instead of failing. The journal mode is
 * never changed. Whatever ANALYZE noted, the writer plans without it ({@code Statistics}). No file is opened here but by SQLite: closing a
 * plain descriptor would drop SQLite's locks. SQLite's own library is unpacked and loaded before ({@code NativeLibrary}).
 *
 * <p>Durability: every connection has {@code synchronous=FULL}, as stock's (and {@code fullfsync}, which counts on macOS only). With a rollback
 * journal a commit syncs the journal and the file, and after the journal's removal a write syncs the directory before it returns: FULL leaves that
 * out, and a journal that a power cut brings back takes the commit away again. EXTRA would do it while the file is still locked, so that whoever
 * waits to read or write it would wait for that, too. With a write-ahead log the log is synced at every commit.
 *
 * <p>What is remembered of the file from one transaction to the next is believed within one {@linkplain
 * io.edgesync.repository.database.SqlSession#epoch epoch} only; a foreign commit begins another, for readers as for the writer.
 */
@NullMarked
package io.edgesync.repository.database;

import org.jspecify.annotations.NullMarked;
