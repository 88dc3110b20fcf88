using System.Globalization;
using Autograd.Core;
using Autograd.Tests.Laws.Fuzz;

namespace Autograd.Tests.Laws;

/// <summary>
/// A refusal reads the same wherever it is read: numbers have a point, a hyphen for minus and no spaces between thousands.
/// </summary>
public sealed class CultureLaw : Law
{
    private const int Calls = 50;

    protected override IEnumerable<string> Check(OpDefinition op)
    {
        IEnumerable<(string Name, Action Refused)> samples = op.Errors.Select(error =>
            ($"{op.Name}: {error.Message}", (Action)(() => op.Create(error.Attributes).Apply(error.Inputs()))));
        IEnumerable<(string Name, Action Refused)> drawn = Enumerable.Range(0, Calls).Select(seed => FuzzCall.Draw(op, seed)).Select(call =>
            ($"{call}", (Action)(() => call.Forward())));
        foreach ((string name, Action refused) in samples.Concat(drawn))
        {
            string? message = Cultures.Under(CultureInfo.InvariantCulture, () => Message(refused));
            foreach (CultureInfo culture in message is null ? [] : Cultures.All)
            {
                string? abroad = Cultures.Under(culture, () => Message(refused));
                if (abroad != message)
                {
                    yield return $"{name}: it reads '{message}', and elsewhere '{abroad}'.";
                }
            }
        }
    }

    private static string? Message(Action refused)
    {
        try
        {
            refused();
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return exception.Message;
        }
    }
}
