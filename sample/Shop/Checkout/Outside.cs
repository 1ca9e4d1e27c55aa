using Shop.Faults;
using Shop.Hosting;

namespace Shop.Checkout;

/// <summary>
/// The two companies that the Shop depends on, simulated: how long they take and what they answer follows from the
/// seed and the cart.
/// </summary>
internal sealed class Outside(Chance chance, ActiveFaults faults)
{
    private const double DeclinedShare = 0.02;
    private const double UnavailableShare = 0.002;

    /// <summary>Asks whether the cart looks like fraud. It never does.</summary>
    public async Task AssessRisk(string cart, CancellationToken cancel)
    {
        using var assessment = Shop.AssessRisk.Start(serverAddress: "risk.example");
        await Task.Delay(Wait(8, 3, chance.Of($"risk {cart}")), cancel);
        assessment.Succeed();
    }

    public async Task<PaymentOutcome> Pay(string cart, long cents, CancellationToken cancel)
    {
        using var payment = Shop.AuthorizePayment.Start(serverAddress: "payments.example", paymentAmount: cents / 100.0);
        await Task.Delay(Wait(13, 5, chance.Of($"payment {cart}")) + faults.Delay(FaultKinds.SlowPayment), cancel);
        var outcome = chance.Of($"outcome {cart}") switch
        {
            < UnavailableShare => PaymentOutcome.Unavailable,
            < UnavailableShare + DeclinedShare => PaymentOutcome.Declined,
            _ => PaymentOutcome.Accepted,
        };
        if (outcome == PaymentOutcome.Unavailable)
        {
            payment.Fail("timeout", "The payment provider does not answer.", outcome);
        }
        else
        {
            payment.Succeed(outcome);
        }

        return outcome;
    }

    // At least so many milliseconds, and an exponential tail, cut where a caller would lose patience.
    private static TimeSpan Wait(double least, double mean, double chance) =>
        TimeSpan.FromMilliseconds(Math.Min(least + (mean * -Math.Log(1 - chance)), 10 * least));
}
