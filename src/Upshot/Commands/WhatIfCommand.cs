using System.CommandLine;
using System.Globalization;
using Upshot.Answers;
using Upshot.Client;

namespace Upshot.Commands;

/// <summary><c>upshot what-if</c>: what requests would take after changes to some paths, each <c>--path</c> followed by what becomes of it.</summary>
internal static class WhatIfCommand
{
    private static readonly string[] Flags = ["--parallel", "--batch"];
    private static readonly string[] Shares = ["--faster", "--cache"];

    public static Command Create()
    {
        var operation = new Option<string>("--operation") { Description = "The operation of the plan.", Required = true };
        var path = new Option<string[]>("--path") { Description = "The calls that change, as explain prints them: \"storefront GET /products/{id} > inventory SELECT products\". What follows is done to them; several are done at once." };
        var faster = new Option<string[]>("--faster") { Description = "They take less by this share, for instance 30%." };
        var parallel = new Option<bool>("--parallel") { Description = "The calls that they make run side by side.", Arity = ArgumentArity.Zero };
        var batch = new Option<bool>("--batch") { Description = "Repeated ones become one.", Arity = ArgumentArity.Zero };
        var cache = new Option<string[]>("--cache") { Description = "This share of them is spared, for instance 80%." };
        var retries = new Option<string[]>("--retries") { Description = "At most so many further attempts after a failed one." };
        var release = new Option<string?>("--release") { Description = "Only traces of this version. By default of all that ran." };
        var quantile = new Option<double?>("--quantile") { Description = "Which quantile is told, for instance 0.99. By default the objective's target, or 0.95." };
        var traces = new Option<int>("--traces") { Description = "How many traces are sampled. The default is 500.", DefaultValueFactory = _ => 500 }.Within(1, 10_000);
        var times = new TimeOptions();
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("what-if", "Predict what requests would take, were some paths faster, side by side, batched, spared or tried less often.") { operation, path, faster, parallel, batch, cache, retries, quantile, release, traces, format };
        times.AddTo(command);
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            if (parsed.GetValue(quantile) is { } wanted && wanted is not (> 0 and < 1))
            {
                throw new CommandException("--quantile lies between 0 and 1, for instance 0.95.");
            }

            var question = new WhatIfQuestion(parsed.GetRequiredValue(operation), EditsOf([.. parsed.Tokens.Select(t => t.Value)]), parsed.GetValue(quantile));
            var version = parsed.GetValue(release) is { } named ? $"&version={Uri.EscapeDataString(named)}" : "";
            var answer = await client.PostAsync<WhatIfAnswer>($"/api/v1/what-if?traces={parsed.GetValue(traces)}{version}&{times.QueryOf(parsed)}", question, cancellation);
            Console.Out.WriteLine(parsed.GetValue(format) == "json" ? AnswerClient.ToText(answer) : answer.Sentence);
            return ExitCode.Yes;
        });
        return command;
    }

    // Options have no order among each other, but here each change belongs to the path before it.
    public static IReadOnlyList<PathEdit> EditsOf(IReadOnlyList<string> tokens)
    {
        var edits = new List<PathEdit>();
        string? path = null;
        for (var i = 0; i < tokens.Count; i++)
        {
            var (token, next) = (tokens[i], i + 1 < tokens.Count ? tokens[i + 1] : "");
            if (token == "--path")
            {
                path = next;
                i++;
            }
            else if (Flags.Contains(token) || Shares.Contains(token) || token == "--retries")
            {
                edits.Add(new PathEdit(path ?? throw new CommandException($"{token} stands before a --path. Write the path first, then what becomes of it."), token[2..], Flags.Contains(token) ? null : AmountOf(token, next)));
                i += Flags.Contains(token) ? 0 : 1;
            }
        }

        return edits;
    }

    private static double AmountOf(string option, string text)
    {
        var isPercent = text.EndsWith('%');
        if (!double.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) || (!isPercent && Shares.Contains(option) && amount > 1))
        {
            throw new CommandException(option == "--retries" ? $"--retries \"{text}\" is no number of attempts." : $"{option} \"{text}\" is no share. Write 30% or 0.3.");
        }

        return isPercent ? amount / 100 : amount;
    }
}
