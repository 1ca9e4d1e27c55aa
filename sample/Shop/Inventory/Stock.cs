using Shop.Telemetry;

namespace Shop.Inventory;

/// <summary>Reservations: stock goes down for all lines of an order, or for none.</summary>
internal sealed class Stock(Database database)
{
    /// <summary>False when there is too little of something.</summary>
    public Task<bool> Reserve(Reservation reservation, CancellationToken cancel) =>
        database.Run("UPDATE products", "UPDATE products SET stock = stock - $quantity WHERE id = $product AND stock >= $quantity", command =>
        {
            foreach (var line in reservation.Lines)
            {
                command.Parameters.Clear();
                command.Parameters.AddWithValue("$product", line.Product);
                command.Parameters.AddWithValue("$quantity", line.Quantity);
                if (command.ExecuteNonQuery() == 0)
                {
                    command.Transaction!.Rollback();
                    return false;
                }

                using var note = command.Connection!.CreateCommand();
                note.Transaction = command.Transaction;
                note.CommandText = "INSERT INTO reservations VALUES ($order, $product, $quantity)";
                note.Parameters.AddWithValue("$order", reservation.Order);
                note.Parameters.AddWithValue("$product", line.Product);
                note.Parameters.AddWithValue("$quantity", line.Quantity);
                note.ExecuteNonQuery();
            }

            return true;
        }, cancel);

    /// <summary>Puts back what an order had reserved.</summary>
    public Task<int> Release(string order, CancellationToken cancel) =>
        database.Run("UPDATE products", """
            UPDATE products SET stock = stock + (SELECT SUM(quantity) FROM reservations WHERE order_id = $order AND product = products.id)
            WHERE id IN (SELECT product FROM reservations WHERE order_id = $order);
            DELETE FROM reservations WHERE order_id = $order;
            """, command =>
        {
            command.Parameters.AddWithValue("$order", order);
            return command.ExecuteNonQuery();
        }, cancel);
}
