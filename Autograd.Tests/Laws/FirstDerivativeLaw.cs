using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>The gradient is what differences of the value give.</summary>
public sealed class FirstDerivativeLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        GradCheckReport report = GradCheck.Run(op, new() { Orders = [1] });
        return report.Passed ? [] : [report.ToString()];
    }
}
