/**
 * A pigeon transport in one SQLite database file that all processes of one machine open.
 *
 * <p>Entry type: {@link com.example.sqlitestore.SqliteProvider}.
 */
package com.example.sqlitestore;
