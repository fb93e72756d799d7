"""Items of the list of November 2026 at /empent/areas/covid-19/news; the addresses are made up."""

from __future__ import annotations

from datetime import date

SEED = (
    (
        date(2023, 6, 13),
        "13 June 2023",
        (
            "Empowering women in the manufacturing industry: A Pakistani SME’s journey towards gender equality, "
            "workplace cooperation and decent work"
        ),
        (
            "A leading sock manufacturer implemented SCORE Training to tackle workers’ safety concerns while "
            "improving equal opportunities and awareness on gender equality."
        ),
    ),
    (
        date(2023, 1, 25),
        "25 January 2023",
        "Road to economic recovery starts with productive and resilient enterprises",
        (
            'ILO SCORE and GIZ launched a new "Support to Crisis Management for SMEs” project in Tunisia to '
            "strengthen the resilience and adaptability of 100 small businesses to address disruptions and "
            "advance economic recovery and progress"
        ),
    ),
    (
        date(2022, 12, 21),
        "21 December 2022",
        "Jordan launches first ILO SCORE Training programme in the Middle East",
        (
            "The training is set to improve SMEs’ productivity and working conditions in the agri-food sector in "
            "the country."
        ),
    ),
    (
        date(2022, 9, 30),
        "30 September 2022",
        "The ILO Productivity Ecosystems for Decent Work project inaugurates Project Advisory Committee in Ghana",
        (
            "On 14 September 2022, the ILO Productivity Ecosystems for Decent Work project inaugurated the "
            "Project Advisory Committee to serve as a steering committee and guide the implementation of project "
            "activities in Ghana."
        ),
    ),
    (
        date(2022, 9, 28),
        "28 September 2022",
        "ILO and Suriname moving forward to support productivity growth with decent work",
        (
            "The current collaboration between the ILO and key stakeholders in Suriname including the Ministry of "
            "Labour, Employment and Youth Affairs, and constituents has operationalized the Centre for Innovation "
            "and Productivity (CIP) as a mechanism for support to productivity."
        ),
    ),
    (
        date(2022, 6, 1),
        "01 June 2022",
        (
            "Advancing productivity, quality improvement and decent work in Ethiopia’s garment industry - results "
            "so far."
        ),
        (
            "The ILO Programme on Advancing Decent Work and Inclusive Industrialization in Ethiopia (SIRAYE) "
            "identified that a majority of small and medium enterprises (SMEs) in the Ethiopian garment industry "
            "experienced low productivity and poor working conditions. To address this and to establish a robust, "
            "sustainable and inclusive compliance system, the ILO SCORE Programme piloted productivity, quality "
            "and lean production techniques in selected garment factories, with attention to continuous and "
            "measurable improvements."
        ),
    ),
    (
        date(2022, 2, 28),
        "28 February 2022",
        (
            "ILO presents on women’s cooperatives at a side event during the 60th session of the UN Committee on "
            "Social Development (CSD)"
        ),
        "ILO COOP Manager provided a keynote message at a side event on February 11, 2022.",
    ),
)
