namespace Shop.Checkout;

/// <summary>An order that was placed.</summary>
internal sealed record Order(string Id, long Cents, int Lines);

internal sealed record OrderRequest(string Cart);

/// <summary>How an attempt to order ended: with an order, or with the status that says why not.</summary>
internal sealed record OrderResult(Order? Order, int Status, OrderOutcome Outcome);
