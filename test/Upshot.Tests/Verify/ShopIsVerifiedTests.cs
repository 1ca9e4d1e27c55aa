using Upshot.Commands;
using Upshot.Tests.Commands;
using Upshot.Tests.Running;

namespace Upshot.Tests.Verify;

public sealed class ShopIsVerifiedTests
{
    [Fact]
    public async Task The_shop_is_verified_and_all_its_mutants_are_killed()
    {
        using var folder = new TemporaryFolder();
        var green = await VerifiedShop.Run("", "", "--record", folder["shop.otlp"]);
        Assert.True(green.Code == 0, green.Output + green.Errors);
        Assert.Contains("of 3 services", green.Output, StringComparison.Ordinal);

        var mutants = await InProcess.Run(VerifyCommand.Create(), "--plan", VerifiedShop.Plan, "--from", folder["shop.otlp"], "--mutate");
        Assert.True(mutants.Code == 0, mutants.Output);
        Assert.DoesNotContain("survived", mutants.Output, StringComparison.Ordinal);
        Assert.Contains("stale plan 3/3", mutants.Output, StringComparison.Ordinal);
        Assert.Matches(@"Mutants: (\d{3,}) of \1 killed", mutants.Output);
    }
}
