using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>The gradient of the gradient, by the inputs and by the upstream gradient, is what differences of the gradient give.</summary>
public sealed class SecondDerivativeLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        GradCheckReport report = GradCheck.Run(op, new() { Orders = [2] });
        return report.Passed ? [] : [report.ToString()];
    }
}
