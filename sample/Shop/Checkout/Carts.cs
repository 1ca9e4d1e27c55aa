using Microsoft.Data.Sqlite;
using Shop.Inventory;
using Shop.Telemetry;

namespace Shop.Checkout;

/// <summary>What lies in each cart.</summary>
internal sealed class Carts(Database database)
{
    public static void Schema(SqliteConnection connection) => Database.Execute(connection, """
        CREATE TABLE IF NOT EXISTS cart_items(cart TEXT, product INTEGER, quantity INTEGER, PRIMARY KEY (cart, product));
        CREATE TABLE IF NOT EXISTS orders(id TEXT PRIMARY KEY, cart TEXT, cents INTEGER, lines INTEGER);
        """);

    public Task<int> Add(string cart, Line line, CancellationToken cancel) =>
        database.Run("INSERT cart_items", """
            INSERT INTO cart_items VALUES ($cart, $product, $quantity)
            ON CONFLICT (cart, product) DO UPDATE SET quantity = quantity + excluded.quantity
            """, command =>
        {
            command.Parameters.AddWithValue("$cart", cart);
            command.Parameters.AddWithValue("$product", line.Product);
            command.Parameters.AddWithValue("$quantity", line.Quantity);
            return command.ExecuteNonQuery();
        }, cancel);

    public Task<List<Line>> Lines(string cart, CancellationToken cancel) =>
        database.Run("SELECT cart_items", "SELECT product, quantity FROM cart_items WHERE cart = $cart ORDER BY product", command =>
        {
            command.Parameters.AddWithValue("$cart", cart);
            var lines = new List<Line>();
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                lines.Add(new(rows.GetInt32(0), rows.GetInt32(1)));
            }

            return lines;
        }, cancel);

    /// <summary>Writes the order and empties its cart, both or neither.</summary>
    public Task<int> Close(string cart, Order order, CancellationToken cancel) =>
        database.Run("INSERT orders", """
            INSERT INTO orders VALUES ($order, $cart, $cents, $lines);
            DELETE FROM cart_items WHERE cart = $cart;
            """, command =>
        {
            command.Parameters.AddWithValue("$order", order.Id);
            command.Parameters.AddWithValue("$cart", cart);
            command.Parameters.AddWithValue("$cents", order.Cents);
            command.Parameters.AddWithValue("$lines", order.Lines);
            return command.ExecuteNonQuery();
        }, cancel);
}
