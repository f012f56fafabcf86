/**
 * Transactions, migrations and threads of the database. One writer commits in groups, a few readers
 * see committed state; both live on platform threads, because a blocking driver would hold the
 * carriers of virtual threads. It knows no table: each capability writes its own SQL. Start at
 * {@link io.linecheck.sql.Database}.
 */
@NullMarked
package io.linecheck.sql;

import org.jspecify.annotations.NullMarked;
